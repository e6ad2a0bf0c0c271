/** The frame of every page: no scripts, nothing fetched, and a policy header that forbids both. */
import { createHash } from 'node:crypto';
import { html, Markup } from './html.js';
import type { Reader } from './reader.js';
import { STYLE } from './style.js';

const STYLE_DIGEST = createHash('sha256').update(STYLE).digest('base64');
// Not a template of ours: the digest covers every character between the tags.
const STYLE_ELEMENT = new Markup(`<style>${STYLE}</style>`);
const CONTENT_SECURITY = [
  "default-src 'none'",
  `style-src 'sha256-${STYLE_DIGEST}'`,
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');

/** The whole document, ready to be written as UTF-8; `body` begins after the skip link. */
export function documentOf(
  { locale, phrases }: Reader,
  { title, body }: { title: string; body: Markup },
): string {
  const page = html`<!doctype html>
    <html lang="${locale}">
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="Content-Security-Policy" content="${CONTENT_SECURITY}" />
        <meta name="viewport" content="width=device-width,initial-scale=1" />
        <meta name="referrer" content="no-referrer" />
        <meta name="robots" content="noindex" />
        <meta name="color-scheme" content="light dark" />
        <title>${title}</title>
        ${STYLE_ELEMENT}
      </head>
      <body>
        <a class="skip" href="#content">${phrases.skip}</a>
        ${body}
      </body>
    </html> `;
  return page.text;
}
