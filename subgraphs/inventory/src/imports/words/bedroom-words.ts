/** Words that mean no separate bedroom. */
export const studioWords = [
  'studio',
  'studios',
  'studija',
  'bedsitter',
  'студия',
  'студии',
  'студіо',
  'استوديو',
  'ستوديو',
  'garsonjera',
  'garsoniera',
  'kawalerka',
  'kitnet',
  'estudio',
  'monoambiente',
  'stüdyo',
  'гостинка',
  'st',
  'std',
];

/** Numbers written as words, as beginnings of a word ("двухкомнатная", "dvosoban", "trzypokojowe"). */
export const countWords: readonly (readonly [string, number])[] = [
  ...([
    ['одно', 1],
    ['двух', 2],
    ['трех', 3],
    ['четырех', 4],
    ['пяти', 5],
    ['шести', 6],
    ['семи', 7],
  ] as const),
  ...([
    ['jednoipo', 1],
    ['dvoipo', 2],
    ['troipo', 3],
    ['jedno', 1],
    ['dvo', 2],
    ['tro', 3],
    ['cetvoro', 4],
    ['petoro', 5],
  ] as const),
  ...([
    ['једно', 1],
    ['дво', 2],
    ['тро', 3],
    ['четворо', 4],
  ] as const),
  ...([
    ['dwu', 2],
    ['trzy', 3],
    ['cztero', 4],
    ['piecio', 5],
    ['one', 1],
    ['two', 2],
    ['three', 3],
    ['four', 4],
    ['five', 5],
    ['six', 6],
  ] as const),
  ...([
    ['غرفه واحده', 1],
    ['غرفه نوم واحده', 1],
    ['غرفتين', 2],
    ['غرفتان', 2],
    ['ثلاث', 3],
    ['اربع', 4],
    ['خمس', 5],
    ['غرفه', 1],
  ] as const),
];

/** Units of counting beside a number: "2BR", "3 комн.", "2 DORM", "4 ك". */
export const bedroomUnits =
  /^(?:br|brs|bhk|b ?r|bed|beds|bdr|bdrm|bdrms|bedroom|bedrooms|b|bd|к|ком|х комн\p{L}*|комн\p{L}*|кк|ккв|rooms?|soban|sobe|soba|sobni|pokoj|pokoje|pokoi|pokojowe|p|cam|camere|camera|dorm|dorms|dormitorios?|dormitorio|quartos?|qto|qtos|suites?|rec|recamaras?|hab|habitaciones|habitacion|ambientes?|amb|oda|odali|zimmer|zi|zkb|pieces?|chambres?|ch|t|f|غرف|غرفه|غ|kk|pok)(?: |\+|$)/u;
