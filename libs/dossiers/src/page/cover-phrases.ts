import type { Locale } from '@habeas/domain';
import type { LeftOutBecause } from '../portability.js';

/** What only the cover of a portable package says. */
export interface CoverPhrases {
  title: string;
  lead: (controller: string, receivedOn: string) => string;
  inside: string;
  outside: string;
  because: Record<LeftOutBecause, string>;
  use: string;
  howToUse: string;
}

export const COVER_PHRASES: Record<Locale, CoverPhrases> = {
  en: {
    title: 'Your data to take with you',
    lead: (controller, on) =>
      `You asked ${controller} on ${on} for your data in a form that machines can read.`,
    inside: 'What is in this package',
    outside: 'What is not in it, and why',
    because: {
      basis: 'We use this on another basis than your consent or a contract with you.',
      derived: 'We inferred this from other data; you did not give it to us.',
      secrets: 'Passwords and other secrets are never handed over.',
    },
    use: 'How to use it',
    howToUse:
      'Each data set is there twice, as JSON Lines and as CSV. data/datasets.json describes it: its fields and their types. You may pass the files on to whomever you like.',
  },
  de: {
    title: 'Ihre Daten zum Mitnehmen',
    lead: (controller, on) =>
      `Sie haben ${controller} am ${on} um Ihre Daten in maschinenlesbarer Form gebeten.`,
    inside: 'Was in diesem Paket ist',
    outside: 'Was nicht darin ist, und warum',
    because: {
      basis:
        'Wir verwenden dies auf einer anderen Grundlage als Ihrer Einwilligung oder einem Vertrag mit Ihnen.',
      derived: 'Wir haben dies aus anderen Daten abgeleitet; Sie haben es uns nicht gegeben.',
      secrets: 'Passwörter und andere Geheimnisse werden nie herausgegeben.',
    },
    use: 'Wie Sie es verwenden',
    howToUse:
      'Jeder Datensatz liegt zweimal vor, als JSON Lines und als CSV. data/datasets.json beschreibt ihn: seine Felder und deren Typen. Sie dürfen die Dateien weitergeben, an wen Sie möchten.',
  },
  fr: {
    title: 'Vos données à emporter',
    lead: (controller, on) =>
      `Le ${on}, vous avez demandé à ${controller} vos données dans un format lisible par machine.`,
    inside: 'Ce que contient ce dossier',
    outside: 'Ce qu’il ne contient pas, et pourquoi',
    because: {
      basis:
        'Nous utilisons ces données sur une autre base que votre consentement ou un contrat avec vous.',
      derived: 'Nous les avons déduites d’autres données ; vous ne nous les avez pas fournies.',
      secrets: 'Les mots de passe et autres secrets ne sont jamais remis.',
    },
    use: 'Comment l’utiliser',
    howToUse:
      'Chaque jeu de données s’y trouve deux fois, en JSON Lines et en CSV. data/datasets.json le décrit : ses champs et leurs types. Vous pouvez transmettre ces fichiers à qui vous voulez.',
  },
  th: {
    title: 'ข้อมูลของคุณสำหรับนำไปใช้ต่อ',
    lead: (controller, on) => `เมื่อวันที่ ${on} คุณได้ขอข้อมูลของคุณจาก ${controller} ในรูปแบบที่เครื่องอ่านได้`,
    inside: 'สิ่งที่อยู่ในชุดข้อมูลนี้',
    outside: 'สิ่งที่ไม่อยู่ในชุดข้อมูลนี้ และเหตุผล',
    because: {
      basis: 'เราใช้ข้อมูลนี้บนฐานอื่นที่ไม่ใช่ความยินยอมของคุณหรือสัญญากับคุณ',
      derived: 'เราอนุมานข้อมูลนี้จากข้อมูลอื่น คุณไม่ได้ให้ไว้กับเรา',
      secrets: 'รหัสผ่านและข้อมูลลับอื่นจะไม่ถูกส่งมอบ',
    },
    use: 'วิธีใช้',
    howToUse:
      'ชุดข้อมูลแต่ละชุดมีสองรูปแบบ คือ JSON Lines และ CSV ไฟล์ data/datasets.json อธิบายฟิลด์และชนิดของฟิลด์ คุณส่งต่อไฟล์ให้ผู้ใดก็ได้ตามที่ต้องการ',
  },
  vi: {
    title: 'Dữ liệu của bạn để mang theo',
    lead: (controller, on) =>
      `Ngày ${on}, bạn đã yêu cầu ${controller} cung cấp dữ liệu của bạn ở dạng máy đọc được.`,
    inside: 'Có gì trong gói này',
    outside: 'Những gì không có trong gói, và lý do',
    because: {
      basis:
        'Chúng tôi sử dụng dữ liệu này trên cơ sở khác, không phải sự đồng ý của bạn hay hợp đồng với bạn.',
      derived: 'Chúng tôi suy ra dữ liệu này từ dữ liệu khác; bạn không cung cấp nó cho chúng tôi.',
      secrets: 'Mật khẩu và các bí mật khác không bao giờ được giao ra.',
    },
    use: 'Cách sử dụng',
    howToUse:
      'Mỗi tập dữ liệu có hai bản, JSON Lines và CSV. data/datasets.json mô tả tập đó: các trường và kiểu của chúng. Bạn có thể chuyển các tệp này cho bất kỳ ai bạn muốn.',
  },
};
