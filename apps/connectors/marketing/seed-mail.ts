import type { Person } from '../people/person.js';
import { PERSONAS_BY_INDEX } from '../people/personas.js';
import { COUNTRIES } from '../people/population.js';
import { randomOf } from '../people/random.js';
import type { TableSeed } from '../seeding.js';
import { CAMPAIGNS, type Campaign } from './campaigns.js';
import { contactsOf, type Contact } from './seed-contacts.js';

interface Mail {
  id: number;
  contact: Contact;
  campaign: Campaign;
  delivered: boolean;
  /** Hours from sending to each opening, and to the click if there was one. */
  openedAfter: number[];
  clickedAfter: number | undefined;
}

/** A third of the campaigns of the language reach a contact; personas get them all. */
function mailsOf(seed: number, person: Person): Mail[] {
  const { language } = COUNTRIES[person.country];
  const isPersona = PERSONAS_BY_INDEX.includes(person);
  return contactsOf(person).flatMap((contact) => {
    const random = randomOf(seed, contact.id, 'mail');
    const campaigns = CAMPAIGNS.filter((campaign) => campaign.locale === language);
    const reached = campaigns.filter(() => random.oneIn(3) || isPersona);
    return reached.map((campaign) => {
      const delivered = !random.oneIn(40);
      const opens = delivered ? random.below(3) : 0;
      return {
        id: contact.id * 100 + campaign.id,
        contact,
        campaign,
        delivered,
        openedAfter: Array.from({ length: opens }, () => 1 + random.below(72)),
        clickedAfter: opens > 0 && random.oneIn(4) ? 73 : undefined,
      };
    });
  });
}

function instantAfter({ campaign, id }: Mail, hours: number): string {
  const sentMs = Date.parse(campaign.sentOn) + (id % 86_400) * 1000;
  return new Date(sentMs + hours * 3_600_000).toISOString();
}

export const SENDS: TableSeed = {
  table: 'sends',
  columns: ['id', 'campaign_id', 'contact_id', 'sent_at', 'delivered'],
  rowsOf: (seed, person) =>
    mailsOf(seed, person).map((mail) => {
      const { id, campaign, contact, delivered } = mail;
      return [id, campaign.id, contact.id, instantAfter(mail, 0), delivered];
    }),
};

export const OPENS: TableSeed = {
  table: 'opens',
  columns: ['id', 'send_id', 'opened_at', 'ip', 'user_agent'],
  rowsOf: (seed, person) =>
    mailsOf(seed, person).flatMap((mail) =>
      mail.openedAfter.map((hours, place) => [
        mail.id * 3 + place,
        mail.id,
        instantAfter(mail, hours),
        // 198.51.100.0/24 is reserved for documentation (RFC 5737).
        `198.51.100.${(mail.id * 7) % 256}`,
        person.index % 2 === 0 ? 'AriaMail/5.2 (Android 15)' : 'AriaMail/5.2 (iOS 19)',
      ]),
    ),
};

export const CLICKS: TableSeed = {
  table: 'clicks',
  columns: ['id', 'send_id', 'clicked_at', 'url'],
  rowsOf: (seed, person) =>
    mailsOf(seed, person).flatMap((mail) => {
      if (mail.clickedAfter === undefined) return [];
      const url = `https://shop.example/${mail.campaign.locale}/offers/${mail.campaign.id}`;
      return [[mail.id, mail.id, instantAfter(mail, mail.clickedAfter), url]];
    }),
};
