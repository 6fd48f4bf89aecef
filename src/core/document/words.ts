// The few words that a document adds around an agreed text, in the languages that have them.

/** Words on paper. A document in another language has the English ones. */
export interface DocumentWords {
  readonly exercise: string;
  readonly copy: string;
  readonly agreedBy: string;
  readonly signature: string;
  readonly time: string;
  readonly place: string;
  readonly digest: string;
}

const en: DocumentWords = {
  exercise: "EXERCISE", copy: "Copy of", agreedBy: "Between", signature: "For", time: "Fair copy of",
  place: "Place", digest: "Digest of the text (SHA-256)",
};

/** By main language; the text is part of the bytes of every copy, so a change is another edition. */
const words: Readonly<Record<string, DocumentWords>> = {
  en,
  ru: {
    exercise: "УЧЕНИЕ", copy: "Экземпляр", agreedBy: "Между", signature: "За", time: "Чистовой текст от",
    place: "Место", digest: "Дайджест текста (SHA-256)",
  },
  fr: {
    exercise: "EXERCICE", copy: "Exemplaire de", agreedBy: "Entre", signature: "Pour", time: "Mise au net du",
    place: "Lieu", digest: "Empreinte du texte (SHA-256)",
  },
  es: {
    exercise: "EJERCICIO", copy: "Ejemplar de", agreedBy: "Entre", signature: "Por", time: "Texto en limpio de",
    place: "Lugar", digest: "Huella del texto (SHA-256)",
  },
  zh: {
    exercise: "演习", copy: "文本持有方", agreedBy: "各方", signature: "代表", time: "清稿时间",
    place: "地点", digest: "文本摘要（SHA-256）",
  },
  ar: {
    exercise: "تمرين", copy: "نسخة", agreedBy: "بين", signature: "عن", time: "النص النهائي بتاريخ",
    place: "المكان", digest: "بصمة النص (SHA-256)",
  },
  he: {
    exercise: "תרגיל", copy: "עותק של", agreedBy: "בין", signature: "בשם", time: "נוסח סופי מיום",
    place: "מקום", digest: "תמצית הנוסח (SHA-256)",
  },
  th: {
    exercise: "การฝึกซ้อม", copy: "ฉบับของ", agreedBy: "ระหว่าง", signature: "ในนาม", time: "ฉบับสมบูรณ์เมื่อ",
    place: "สถานที่", digest: "ค่าแฮชของข้อความ (SHA-256)",
  },
};

/** The words of a language. */
export function documentWords(tag: string): DocumentWords {
  return words[tag.split("-")[0] as string] ?? en;
}
