import type { ReactNode } from 'react';

/** Line drawings of 20 by 20; they take the text's colour. */
const DRAWINGS = {
  inbox: <path d="M3 11.5 5 4.5h10l2 7v4H3zM3 11.5h4l1.2 2h3.6l1.2-2h4" />,
  chart: <path d="M3.5 16.5h13M6 13.5v-4M10 13.5v-8M14 13.5V8" />,
  gear: (
    <>
      <circle cx="10" cy="10" r="2.5" />
      <path d="M10 2.8v2M10 15.2v2M2.8 10h2M15.2 10h2M4.9 4.9l1.4 1.4M13.7 13.7l1.4 1.4M15.1 4.9l-1.4 1.4M6.3 13.7l-1.4 1.4" />
    </>
  ),
  bell: <path d="M5 13.5V9a5 5 0 0 1 10 0v4.5l1.5 1.5h-13zM8.3 17.2a2 2 0 0 0 3.4 0" />,
  search: <path d="m13.2 13.2 3.8 3.8M14.5 8.8a5.7 5.7 0 1 1-11.4 0 5.7 5.7 0 0 1 11.4 0" />,
  close: <path d="m5 5 10 10M15 5 5 15" />,
  sort: <path d="M3.5 5.5h13M6 10h8M8.5 14.5h3" />,
  boxes: <path d="M3.5 4h4.5v4.5H3.5zM3.5 11.5H8V16H3.5zM11 6.2h5.5M11 13.7h5.5" />,
  check: <path d="m4.5 10.5 3.5 3.5 7.5-8" />,
  checks: <path d="m2 10.8 3.2 3.2L12 6.5M9.2 13l1 1 7.3-7.5" />,
  clock: <path d="M10 5.5V10l3 2M17 10a7 7 0 1 1-14 0 7 7 0 0 1 14 0" />,
  alert: <path d="M10 7v4M10 13.6v.2M10 3 2.5 16.5h15z" />,
  question: <path d="M7.8 7.8a2.2 2.2 0 1 1 3.2 2c-.7.4-1 .8-1 1.6M10 13.9v.1M17 10a7 7 0 1 1-14 0 7 7 0 0 1 14 0" />,
  left: <path d="m12 4.5-5.5 5.5 5.5 5.5" />,
  right: <path d="m8 4.5 5.5 5.5L8 15.5" />,
  down: <path d="m4.5 8 5.5 5.5L15.5 8" />,
  more: (
    <>
      <circle cx="4.5" cy="10" r=".9" fill="currentColor" />
      <circle cx="10" cy="10" r=".9" fill="currentColor" />
      <circle cx="15.5" cy="10" r=".9" fill="currentColor" />
    </>
  ),
  send: <path d="M3.5 10 16.5 4 12 16.5l-2.3-5zM9.7 11.5l3-3.3" />,
  clip: <path d="m15.5 9.5-5.3 5.3a3.4 3.4 0 0 1-4.8-4.8L11.3 4a2.3 2.3 0 0 1 3.2 3.2l-5.8 5.9a1.1 1.1 0 0 1-1.6-1.6l5.2-5.2" />,
  smile: <path d="M7 12a3.8 3.8 0 0 0 6 0M7.5 8v.2M12.5 8v.2M17 10a7 7 0 1 1-14 0 7 7 0 0 1 14 0" />,
  page: <path d="M5 3.5h7l3 3v10H5zM7.5 9h5M7.5 12h5" />,
  note: <path d="M4 4h12v8l-4 4H4zM12 16v-4h4" />,
  camera: <path d="M3 6h9.5v8H3zM12.5 9l4-2.2v6.4l-4-2.2z" />,
  user: <path d="M13 7a3 3 0 1 1-6 0 3 3 0 0 1 6 0M4 16.5c.7-3 3-4.5 6-4.5s5.3 1.5 6 4.5" />,
  users: (
    <path d="M10.5 7a2.6 2.6 0 1 1-5.2 0 2.6 2.6 0 0 1 5.2 0M2.8 16c.5-2.8 2.4-4.2 5.1-4.2s4.6 1.4 5.1 4.2M13 4.6a2.6 2.6 0 0 1 0 4.9M14.6 12c1.5.6 2.4 2 2.7 4" />
  ),
  megaphone: <path d="M3.5 8.5v3h2.5l8 4V4.5l-8 4zM6 11.5l1.2 5h2l-1-4M16.5 8v4" />,
  key: <path d="M11 9a3.5 3.5 0 1 1-7 0 3.5 3.5 0 0 1 7 0M11 9h6v3M14 9v2" />,
  link: <path d="M8.5 11.5a3 3 0 0 0 4.2 0l2.8-2.8a3 3 0 0 0-4.2-4.2l-1 1M11.5 8.5a3 3 0 0 0-4.2 0l-2.8 2.8a3 3 0 0 0 4.2 4.2l1-1" />,
  plug: <path d="M7.5 3v4M12.5 3v4M5.5 7h9v3a4.5 4.5 0 0 1-9 0zM10 14.5V17" />,
  hook: (
    <path d="M7 8.5a3.2 3.2 0 1 1 5.2-2.4M6 10.5l2.8-4.6M9 14.3h5.2M14 11.2a3 3 0 1 1-2.8 4.2M10.5 6.2l2.8 4.9M6.3 11.3a3.1 3.1 0 1 0 3 4" />
  ),
  reply: <path d="M8.5 5 4 9.5 8.5 14M4 9.5h7a5 5 0 0 1 5 5v1" />,
  copy: <path d="M7 7h9v9.5H7zM4 13V3.5h9" />,
  pin: <path d="M15 8.5c0 3.7-5 8.5-5 8.5S5 12.2 5 8.5a5 5 0 0 1 10 0M11.6 8.5a1.6 1.6 0 1 1-3.2 0 1.6 1.6 0 0 1 3.2 0" />,
  file: <path d="M5 3.5h6.5l3.5 3.5v9.5H5zM11.5 3.5V7H15" />,
  play: <path d="M6.5 4.5v11l9-5.5z" fill="currentColor" />,
  pause: <path d="M7 5v10M13 5v10" strokeWidth="2.4" />,
  plus: <path d="M10 4.5v11M4.5 10h11" />,
  bot: <path d="M4.5 8h11v7.5h-11zM10 8V5M8 11.3v1M12 11.3v1M3 11v2M17 11v2" />,
  moon: <path d="M16 11.6A6.5 6.5 0 0 1 8.4 4a6.5 6.5 0 1 0 7.6 7.6" />,
  panel: <path d="M3 4.5h14v11H3zM12.5 4.5v11" />,
  menu: <path d="M3.5 6h13M3.5 10h13M3.5 14h13" />,
  keyboard: <path d="M2.5 5.5h15v9h-15zM5.5 8.5v.1M8.5 8.5v.1M11.5 8.5v.1M14.5 8.5v.1M7 11.7h6" />,
  out: <path d="M8 4H4v12h4M9 10h8M14 7l3 3-3 3" />,
  image: <path d="M3.5 4.5h13v11h-13zM3.5 13l3.8-3.6 3.2 3 2.3-2 3.7 3.3M12.7 7.7v.1" />,
  tag: <path d="M3.5 3.5h6l7 7-6 6-7-7zM6.7 6.7v.1" />,
} as const satisfies Readonly<Record<string, ReactNode>>;

export type IconName = keyof typeof DRAWINGS;

/** A drawing for the eyes only: what it means is said by the control that holds it. */
export function Icon({ name, size = 20 }: { readonly name: IconName; readonly size?: number }) {
  return (
    <svg
      className="icon"
      width={size}
      height={size}
      viewBox="0 0 20 20"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.5"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
      focusable="false"
    >
      {DRAWINGS[name]}
    </svg>
  );
}
