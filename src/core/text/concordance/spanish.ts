// Numbers and dates as Spanish has them.

import { table } from "./lexicon.ts";
import type { Lexicon } from "./lexicon.ts";

export const spanish: Lexicon = {
  language: "es",
  groups: ". \\u00A0\\u202F",
  decimals: ",",
  times: "",
  cardinals: table(`0: cero; 1: un uno una; 2: dos ambos ambas; 3: tres; 4: cuatro; 5: cinco; 6: seis; 7: siete;
    8: ocho; 9: nueve; 10: diez; 11: once; 12: doce; 13: trece; 14: catorce; 15: quince; 16: dieciséis;
    17: diecisiete; 18: dieciocho; 19: diecinueve; 20: veinte; 21: veintiuno veintiún veintiuna; 22: veintidós;
    23: veintitrés; 24: veinticuatro; 25: veinticinco; 26: veintiséis; 27: veintisiete; 28: veintiocho;
    29: veintinueve; 30: treinta; 40: cuarenta; 50: cincuenta; 60: sesenta; 70: setenta; 80: ochenta; 90: noventa;
    100: cien ciento cientos; 200: doscientos doscientas; 300: trescientos trescientas; 400: cuatrocientos;
    500: quinientos quinientas; 600: seiscientos; 700: setecientos; 800: ochocientos; 900: novecientos`),
  ordinals: table(`1: primer primero primera primeros primeras; 2: segundo segunda; 3: tercer tercero tercera terceros;
    4: cuarto cuarta; 5: quinto quinta; 6: sexto sexta; 7: séptimo séptima; 8: octavo octava; 9: noveno novena;
    10: décimo décima; 30: trigésimo; 50: quincuagésimo`),
  multipliers: table("1000: mil; 1000000: millón millones; 12: docena"),
  alone: table("0.5: mitad medio media; 0.25: trimestre"),
  denominators: table(`3: tercio tercios tercera terceras; 4: cuarto cuartos; 5: quinto quintos; 6: sexto sextos;
    7: séptimos; 8: octavos; 10: décimos`),
  joints: new Set(["y"]),
  weak: new Set(["un", "uno", "una", "primer", "primero", "primera", "primeros", "primeras", "ambos", "ambas"]),
  unitsFirst: false,
  inside: () => null,
  months: table(`1: enero; 2: febrero; 3: marzo; 4: abril; 5: mayo; 6: junio; 7: julio; 8: agosto;
    9: septiembre setiembre; 10: octubre; 11: noviembre; 12: diciembre`),
};
