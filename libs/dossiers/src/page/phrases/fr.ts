import { plural, type Phrases } from './phrases.js';

/** French counts zero as singular. */
const several = (count: number, one: string, other: string) =>
  plural(Math.max(count, 1), one, other);

export const fr: Phrases = {
  skip: 'Aller au contenu',
  contents: 'Sur cette page',
  nothing: 'Nous ne détenons rien vous concernant',
  basis: 'Base légale',
  due: 'Réponse due au plus tard le',
  dataAsOf: 'État des données',
  records: (count, shown) => `${shown} ${several(count, 'enregistrement', 'enregistrements')}`,
  datasets: (count, shown) => `${shown} ${several(count, 'jeu de données', 'jeux de données')}`,
  systems: (count, shown) => `${shown} ${several(count, 'système', 'systèmes')}`,
  searched: 'Où nous avons cherché',
  searchedBy: (identifiers) => `Nous avons cherché par : ${identifiers}.`,
  nothingFound: 'rien trouvé',
  notSearched: 'non consulté : aucun de ces identifiants n’y est utilisé',
  unanswered: 'pas encore de réponse',
  unansweredAlert: (systems) =>
    `Cette copie est peut-être incomplète : nous n’avons pas encore de réponse de ${systems}. Nous vous enverrons ce qui manque.`,
  overview: 'En bref',
  period: 'Période',
  previewed: (shown, all) => `Affichés ici : les ${shown} premiers enregistrements sur ${all}.`,
  columnsLeftOut: (shown, all) => `Affichés ici : ${shown} champs sur ${all}.`,
  complete: 'Tous les enregistrements, tous les champs :',
  forSpreadsheets: 'pour tableurs',
  exact: 'pour programmes',
  apostrophe:
    'Dans les fichiers CSV, une apostrophe précède tout texte qu’un tableur exécuterait comme une formule ; les fichiers JSON Lines contiennent chaque valeur telle que nous la détenons.',
  times: (zone) => `Les heures de cette page sont celles de ${zone}.`,
  fixedPeriods: 'Durées fixées par la loi',
  years: (count, shown) =>
    `${shown} ${several(count, 'an', 'ans')} à compter de la fin de l’année civile`,
  yes: 'oui',
  no: 'non',
  none: 'aucun',
  readme: (title, controller) =>
    `${title}\n${controller}\n\nOuvrez data/index.html dans un navigateur. Aucune connexion à internet n’est nécessaire.\ndata/datasets.json décrit les fichiers ; manifest-sha256.txt contient leurs sommes de contrôle.\n`,
  identifiers: {
    email: 'adresse e-mail',
    phone: 'numéro de téléphone',
    username: 'nom d’utilisateur',
    customer_id: 'numéro de client',
    contact_id: 'numéro de contact',
    device_serial: 'numéro de série d’un appareil',
    imei: 'IMEI',
    mac: 'adresse MAC',
  },
};
