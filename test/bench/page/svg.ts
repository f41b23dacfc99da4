/** A drawing in two themes: in an `<img>` nothing of the page's colours arrives, so it brings its own, with the ground they lie on. */
export function drawing(width: number, height: number, title: string, body: readonly string[]): string {
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="${escaped(title)}">
<style>
svg { --ground: #ffffff; --ink: #1f2328; --faint: #59636e; --grid: #d9dee4; --one: #0b5cad; --two: #b3470f; font: 13px system-ui, sans-serif; }
@media (prefers-color-scheme: dark) { svg { --ground: #0d1117; --ink: #e6edf3; --faint: #9aa4af; --grid: #30363d; --one: #6cb0ff; --two: #ff9c5b; } }
.ground { fill: var(--ground); } text { fill: var(--ink); stroke: var(--ground); stroke-width: 4px; stroke-linejoin: round; paint-order: stroke; } .faint { fill: var(--faint); font-size: 12px; } .title { font-weight: 600; font-size: 15px; }
.grid { stroke: var(--grid); } .wanted { stroke: var(--faint); stroke-dasharray: 4 3; } .link { stroke: var(--faint); stroke-width: 2; }
.one { fill: var(--one); stroke: var(--one); } .two { fill: var(--ground); stroke: var(--two); stroke-width: 2.5; } .line { fill: none; stroke-width: 2.5; }
</style>
<rect class="ground" width="${width}" height="${height}" rx="6"/>
${text(20, 28, title, 'title')}
${body.join('\n')}
</svg>
`;
}

export function text(x: number, y: number, what: string, className = '', anchor: 'start' | 'middle' | 'end' = 'start'): string {
  return `<text x="${round(x)}" y="${round(y)}" class="${className}" text-anchor="${anchor}">${escaped(what)}</text>`;
}

export function line(x1: number, y1: number, x2: number, y2: number, className: string): string {
  return `<line x1="${round(x1)}" y1="${round(y1)}" x2="${round(x2)}" y2="${round(y2)}" class="${className}"/>`;
}

export function dot(x: number, y: number, className: string): string {
  return `<circle cx="${round(x)}" cy="${round(y)}" r="5.5" class="${className}"/>`;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

/** As people read numbers: three figures that count. */
export function readable(value: number): string {
  return Number(value.toPrecision(value < 1000 ? 3 : 4)).toLocaleString('en-US');
}

function escaped(what: string): string {
  return what.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}
