/** What a person reads of who has had her data from us, and who was told of what became of them. */
import { fillText, localDate, RECIPIENT_LINES, type Texts } from '@habeas/domain';
import type { RecipientNoticeView } from './recipient-notices.js';

/** A line each, as the list to the person shows it; what never had the data is no recipient. */
export function recipientLines(
  notices: readonly RecipientNoticeView[],
  { texts, zone }: { texts: Texts; zone: string },
): string[] {
  const lines = notices.flatMap((notice) => lineOf(notice, { texts, zone }) ?? []);
  if (lines.length === 0) return [texts.messages.recipients.nobody];
  return [...new Set(lines)].map((line) => `- ${line}`);
}

function lineOf(
  { recipient, categories, assumed, status, reason, settled }: RecipientNoticeView,
  { texts, zone }: { texts: Texts; zone: string },
): string | undefined {
  const key = RECIPIENT_LINES.find((known) => known === (reason ?? status));
  if (!key) return undefined;
  const { recipients, assumedData } = texts.messages;
  const data = categories.map((id) => texts.categories[id]?.name ?? id).join(', ');
  return fillText(recipients[key], {
    recipient: texts.recipients[recipient] ?? recipient,
    data: assumed ? fillText(assumedData, { data }) : data,
    on: settled ? localDate(settled.at, zone) : '',
  });
}
