/** Text that is HTML already. Only `html` makes it, so whatever else is put in gets escaped. */
export class Markup {
  constructor(readonly text: string) {}
}

export type Part = Markup | string | number | undefined | readonly Part[];

/** A template whose values are escaped unless they are Markup themselves; indents are dropped. */
export function html(strings: TemplateStringsArray, ...parts: Part[]): Markup {
  const [first = '', ...others] = strings.map((string) => string.replace(/\n\s+/g, '\n'));
  const text = others.reduce((whole, string, at) => whole + rendered(parts[at]) + string, first);
  return new Markup(text);
}

function rendered(part: Part): string {
  if (part === undefined) return '';
  if (part instanceof Markup) return part.text;
  return typeof part === 'object' ? part.map(rendered).join('') : escapeHtml(String(part));
}

const ENTITIES: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
  '`': '&#96;',
};

/**
 * For text and quoted attributes. Controls that HTML forbids become the replacement character, and
 * so do the halves of broken surrogate pairs; direction marks are kept in by `bdi` or isolation.
 */
export function escapeHtml(text: string): string {
  return text
    .toWellFormed()
    .replace(/[&<>"'`]/g, (character) => ENTITIES[character] ?? '')
    .replace(FORBIDDEN, '\uFFFD');
}

// eslint-disable-next-line no-control-regex -- control characters are exactly what is replaced
const FORBIDDEN = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\ufffe\uffff]/g;

/** A link that cannot run anything: https and mailto only, else the text alone. */
export function link(href: string, text: string): Markup {
  const safe = /^(?:https:\/\/|mailto:)[^\s]+$/i.test(href);
  return safe ? html`<a href="${href}" rel="noreferrer noopener">${text}</a>` : html`${text}`;
}
