import { latinNames, type Country } from './country.js';

export const FRANCE: Country = {
  code: 'FR',
  language: 'fr-FR',
  timeZone: 'Europe/Paris',
  currency: 'EUR',
  perEuro: 1,
  taxPercent: 20,
  phonePrefix: '+336',
  familyFirst: false,
  givenNames: latinNames(
    'Élodie, François, Chloé, Jérôme, Zoé, Maël, Noémie, Benoît, Aurélie, Gaël, Hélène, Loïc, ' +
      'Océane, Rémi, Thérèse, Yannick, Adèle, Cédric, Inès, Mathéo, Agnès, Stéphane, Lætitia, ' +
      'Anaïs, Hervé, Solène, Raphaël, Mélanie, Éric, Capucine',
  ),
  familyNames: latinNames(
    "Lefèvre, Gauthier, Béranger, Côté, Dupré, Faure, Hébert, L'Héritier, Ménard, Noël, Périer, " +
      'Rousseau, Séguin, Thévenet, Vallée, Blanchet, Crémieux, Delaunay, Marchand, Olivier, ' +
      'Barbier, Chevalier, Desprès, Garçon, Joubert, Lemaître, Poirier, Renaud',
  ),
  streets: [
    'rue de la République',
    'avenue du Général-Leclerc',
    "rue de l'Église",
    'allée des Tilleuls',
    'boulevard Voltaire',
    'impasse du Château',
    'place de la Liberté',
    'chemin des Prés',
    'quai des Brumes',
  ],
  cities: [
    {
      name: 'Paris',
      postalCode: '75011',
      region: 'Île-de-France',
      latitude: 48.8593,
      longitude: 2.3806,
    },
    {
      name: 'Lyon',
      postalCode: '69003',
      region: 'Auvergne-Rhône-Alpes',
      latitude: 45.7597,
      longitude: 4.8552,
    },
    {
      name: 'Nîmes',
      postalCode: '30000',
      region: 'Occitanie',
      latitude: 43.8367,
      longitude: 4.3601,
    },
    {
      name: 'Saint-Étienne',
      postalCode: '42000',
      region: 'Auvergne-Rhône-Alpes',
      latitude: 45.4397,
      longitude: 4.3872,
    },
    {
      name: 'Orléans',
      postalCode: '45000',
      region: 'Centre-Val de Loire',
      latitude: 47.9029,
      longitude: 1.909,
    },
    {
      name: 'Besançon',
      postalCode: '25000',
      region: 'Bourgogne-Franche-Comté',
      latitude: 47.238,
      longitude: 6.0243,
    },
  ],
  streetLine: (street, number) => `${number} ${street}`,
};
