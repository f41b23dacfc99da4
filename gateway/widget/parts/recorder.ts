import type { Kit, Parts } from '../look/kit.ts';
import type { Recordable } from '../look/recordable.ts';
import css from './recorder.css?inline';

const MOST_S = 300;

let isDressed = false;

const recorder: Parts['recorder'] = (kit, kinds, onDone) => {
  const { h, say } = kit;
  if (!isDressed) kit.adopt(css);
  isDressed = true;
  const panel = h('div', { class: 'recorder', role: 'group', 'aria-label': say('voice') });
  let running: Recording | undefined;
  const end = (recorded: File | undefined) => {
    running?.stop();
    onDone(recorded);
  };
  panel.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape') return;
    event.preventDefault();
    event.stopPropagation();
    end(undefined);
  });
  const button = (name: Parameters<Kit['say']>[0], press: () => void, look = '') =>
    h('button', { type: 'button', class: look, click: press }, say(name));
  const buttons = (...all: readonly HTMLElement[]) => h('div', { class: 'buttons' }, ...all);
  const choose = () =>
    panel.replaceChildren(
      buttons(
        button('cancel', () => end(undefined)),
        ...kinds.map((one) => button(one.kind === 'audio' ? 'voice' : 'video', () => void begin(one), 'main')),
      ),
    );
  const begin = async (wanted: Recordable) => {
    try {
      running = await record(wanted);
    } catch {
      return void panel.replaceChildren(h('p', { role: 'alert' }, say('noDevice')), buttons(button('cancel', () => end(undefined))));
    }
    const recording = running;
    const time = h('p', { class: 'running' });
    const seen = wanted.kind === 'video' && h('video', { autoplay: true, muted: true, playsinline: true });
    if (seen !== false) {
      seen.muted = true;
      seen.srcObject = recording.stream;
    }
    const review = async () => {
      const file = await recording.finish();
      panel.replaceChildren(
        h('p', {}, `${file.name} · ${kit.formats.bytes(file.size)}`),
        buttons(
          button('cancel', () => end(undefined)),
          button('send', () => end(file), 'main'),
        ),
      );
      panel.querySelector<HTMLElement>('.main')?.focus();
    };
    const stop = button('stop', () => void review(), 'main');
    panel.replaceChildren(
      ...(seen === false ? [] : [seen]),
      time,
      buttons(
        button('cancel', () => end(undefined)),
        stop,
      ),
    );
    stop.focus();
    recording.each((seconds) => {
      time.textContent = say('recording', { time: `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}` });
      if (seconds >= MOST_S) void review();
    });
  };
  if (kinds.length === 1 && kinds[0] !== undefined) void begin(kinds[0]);
  else choose();
  queueMicrotask(() => panel.querySelector<HTMLElement>('.main')?.focus());
  return panel;
};

interface Recording {
  readonly stream: MediaStream;
  each(tell: (seconds: number) => void): void;
  /** Ends it, and gives what was recorded. */
  finish(): Promise<File>;
  /** Ends it and lets the microphone go; may be called more than once. */
  stop(): void;
}

async function record({ kind, type }: Recordable): Promise<Recording> {
  const stream = await navigator.mediaDevices.getUserMedia({ audio: true, video: kind === 'video' });
  const media = new MediaRecorder(stream, { mimeType: type });
  const pieces: Blob[] = [];
  media.addEventListener('dataavailable', ({ data }) => pieces.push(data));
  media.start();
  let timer: ReturnType<typeof setInterval> | undefined;
  const stop = () => {
    clearInterval(timer);
    if (media.state !== 'inactive') media.stop();
    for (const track of stream.getTracks()) track.stop();
  };
  return {
    stream,
    stop,
    each(tell) {
      let seconds = 0;
      tell(0);
      timer = setInterval(() => tell((seconds += 1)), 1000);
    },
    async finish() {
      const ended = new Promise((resolve) => media.addEventListener('stop', resolve));
      stop();
      await ended;
      const mime = media.mimeType.replace(/;.*$/, '');
      return new File(pieces, `${kind === 'audio' ? 'voice' : 'video'}.${mime.split('/')[1] ?? 'bin'}`, { type: mime });
    },
  };
}

export default recorder;
