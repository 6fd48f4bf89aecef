// Words for measurements on narrow links, each of 280 characters. Nothing that compresses was tuned on them.

import { readFileSync } from "node:fs";
import { join } from "node:path";

const characters = 280;
const words = 2_750;

const russian = [
  "Наши наблюдатели на перевале слышали три взрыва между четырьмя и пятью часами утра и видели дым над вашим "
  + "складом. Своих подразделений там у нас нет, огня никто не открывал. Просим до полудня сообщить, что "
  + "произошло, есть ли раненые, и нужны ли врачи: вертолёт с двумя хирургами готов вылететь по первому слову, "
  + "если вы откроете коридор.",
  "Подтверждаем: пуск, о котором мы предупреждали в понедельник, переносится на сутки из-за погоды. Район "
  + "падения ступеней прежний, координаты не меняются. Пожалуйста, известите ваши рыболовные суда и "
  + "авиадиспетчеров. О любом новом переносе узнаете от нас не позднее чем за шесть часов, этим же каналом и по "
  + "телефону дежурного.",
  "Ваш самолёт-разведчик дважды пересёк линию, согласованную весной. Лётчик на запросы не отвечал. Мы подняли "
  + "пару перехватчиков и отвели их, как только он повернул на запад. Считаем это ошибкой навигации, а не "
  + "умыслом, но просим объяснений сегодня, пока о случившемся не заговорили газеты, и встречи экспертов на этой "
  + "неделе.",
  "Плотина держится, однако уровень растёт на двадцать сантиметров в час. Если дождь не утихнет к ночи, "
  + "придётся открыть затворы, и вода дойдёт до ваших деревень примерно через девять часов. Начинайте вывозить "
  + "людей с левого берега уже теперь; мост у мельницы, скорее всего, не выстоит. Следующее измерение передадим "
  + "ровно в восемь.",
  "Обмен задержанными предлагаем провести завтра на рассвете у старой таможни: без прессы, без оружия, по "
  + "десять человек с каждой стороны. Списки сверим по этой линии не позже двадцати двух часов. Двое из наших не "
  + "могут ходить, понадобится санитарная машина. Если кого-то в списке недостаёт, скажите прямо, и мы подождём, "
  + "а не станем гадать.",
];

const english = [
  "Our observers on the pass heard three explosions between four and five this morning and saw smoke above your"
  + " depot. None of our units is there and nobody opened fire. Please tell us before noon what happened and "
  + "whether anyone is hurt; a helicopter with two surgeons will take off at your word if you open a corridor for"
  + " it.",
  "We confirm that the launch announced on Monday is put off by a day because of the weather. The area where "
  + "stages fall stays as it was. Kindly warn your fishing boats and air traffic controllers. Should it be put "
  + "off again you will hear of it at least six hours ahead, over this channel and by telephone from our duty "
  + "officer.",
  "Your reconnaissance aircraft twice crossed the line agreed in spring, and its pilot did not answer our "
  + "calls. We scrambled two interceptors and called them back as soon as it turned west. We take it for a "
  + "mistake of navigation, but ask for an explanation today, before the newspapers have the story, and for "
  + "experts to meet this week.",
  "The dam is holding, but the level rises by twenty centimetres an hour. Unless the rain eases by nightfall we"
  + " shall have to open the gates, and water will reach your villages about nine hours later. Start moving "
  + "people off the left bank now; the bridge by the mill will probably not stand. We send the next reading at "
  + "eight sharp.",
  "We propose to exchange the detained at dawn tomorrow by the old customs house: no press, no weapons, ten "
  + "persons from either side. Let us compare lists over this line by ten tonight. Two of ours cannot walk and "
  + "will need an ambulance. If somebody is missing from a list, say so plainly, and we shall wait rather than "
  + "guess.",
];

const cut = (text: string): string => [...text].slice(0, characters).join("");

/** Messages of 280 characters in a language. */
export const texts: Readonly<Record<"ru" | "en", readonly string[]>> = {
  ru: russian.map(cut), en: english.map(cut),
};

/** A letter of 2,750 words. */
export function letterText(): string {
  const whole = readFileSync(join(import.meta.dirname, "letter.txt"), "utf8");
  return (whole.match(/\S+\s*/gu) ?? []).slice(0, words).join("").trimEnd();
}
