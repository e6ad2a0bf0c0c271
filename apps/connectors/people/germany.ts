import { latinNames, type Country } from './country.js';

export const GERMANY: Country = {
  code: 'DE',
  language: 'de-DE',
  timeZone: 'Europe/Berlin',
  currency: 'EUR',
  perEuro: 1,
  taxPercent: 19,
  phonePrefix: '+49151',
  familyFirst: false,
  givenNames: latinNames(
    'Anna, Jürgen, Käthe, Björn, Sören, Lena, Maximilian, Hannelore, Günther, Renate, Uwe, Götz, ' +
      'Annegret, Thorsten, Bärbel, Matthias, Ingrid, Lukas, Mareike, Jörg, Friederike, Cem, Ayşe, ' +
      'Dörte, Heike, Rüdiger, Sabine, Tjark, Wiebke, Zoë',
  ),
  familyNames: latinNames(
    'Müller, Schäfer, Weiß, Großmann, Köhler, Jäger, Schröder, Krüger, Böhm, Lindner, Hartmann, ' +
      'Vogel, Österreicher, Brandt, Kühn, Pfeiffer, Nußbaum, Sauer, Yılmaz, Petersen, Thoma, ' +
      'Wagner, Möller, Busch, Löffler, Strauß, Winkler, Ziegler',
  ),
  streets: [
    'Lindenstraße',
    'Am Mühlbach',
    'Schloßallee',
    'Königsberger Weg',
    'Straße des Friedens',
    'Bäckergasse',
    'Hinterm Bahnhof',
    'Rosenweg',
    'An der Kirche',
  ],
  cities: [
    {
      name: 'Köln',
      postalCode: '50667',
      region: 'Nordrhein-Westfalen',
      latitude: 50.9375,
      longitude: 6.9603,
    },
    {
      name: 'München',
      postalCode: '80331',
      region: 'Bayern',
      latitude: 48.1371,
      longitude: 11.5754,
    },
    { name: 'Berlin', postalCode: '10115', region: 'Berlin', latitude: 52.532, longitude: 13.3849 },
    {
      name: 'Görlitz',
      postalCode: '02826',
      region: 'Sachsen',
      latitude: 51.1526,
      longitude: 14.9885,
    },
    {
      name: 'Lübeck',
      postalCode: '23552',
      region: 'Schleswig-Holstein',
      latitude: 53.8655,
      longitude: 10.6866,
    },
    {
      name: 'Tübingen',
      postalCode: '72070',
      region: 'Baden-Württemberg',
      latitude: 48.5216,
      longitude: 9.0576,
    },
  ],
  streetLine: (street, number) => `${street} ${number}`,
};
