import { plural, type Phrases } from './phrases.js';

export const en: Phrases = {
  skip: 'Skip to the content',
  contents: 'On this page',
  nothing: 'We hold nothing about you',
  basis: 'Legal basis',
  due: 'Answer due by',
  dataAsOf: 'State of the data',
  records: (count, shown) => `${shown} ${plural(count, 'record', 'records')}`,
  datasets: (count, shown) => `${shown} ${plural(count, 'data set', 'data sets')}`,
  systems: (count, shown) => `${shown} ${plural(count, 'system', 'systems')}`,
  searched: 'Where we looked',
  searchedBy: (identifiers) => `We searched by ${identifiers}.`,
  nothingFound: 'nothing found',
  notSearched: 'not searched: none of these identifiers is used there',
  unanswered: 'no answer yet',
  unansweredAlert: (systems) =>
    `This copy may be incomplete: we have no answer from ${systems}. We will send what is missing.`,
  overview: 'At a glance',
  period: 'Period',
  previewed: (shown, all) => `Shown here: the first ${shown} of ${all} records.`,
  columnsLeftOut: (shown, all) => `Shown here: ${shown} of ${all} fields.`,
  complete: 'All records, all fields:',
  forSpreadsheets: 'for spreadsheets',
  exact: 'for programs',
  apostrophe:
    'In the CSV files an apostrophe stands before text that a spreadsheet would run as a formula; the JSON Lines files have every value as we hold it.',
  times: (zone) => `Times on this page are those of ${zone}.`,
  fixedPeriods: 'Periods fixed by law',
  years: (count, shown) =>
    `${shown} ${plural(count, 'year', 'years')} from the end of the calendar year`,
  yes: 'yes',
  no: 'no',
  none: 'none',
  readme: (title, controller) =>
    `${title}\n${controller}\n\nOpen data/index.html in a browser. It needs no internet connection.\ndata/datasets.json describes the files; manifest-sha256.txt holds their checksums.\n`,
  identifiers: {
    email: 'e-mail address',
    phone: 'phone number',
    username: 'user name',
    customer_id: 'customer number',
    contact_id: 'contact number',
    device_serial: 'serial number of a device',
    imei: 'IMEI',
    mac: 'MAC address',
  },
};
