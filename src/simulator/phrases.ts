export type Argument = 'safety' | 'innovation' | 'ownership' | 'model';

/** Parts of a sentence in one language. `{who}`, `{task}`, `{n}` are filled in. */
export interface Phrases {
  readonly weight: number;
  /** Between parts: nothing in languages that write without spaces. */
  readonly space: string;
  readonly open: readonly string[];
  readonly argue: Readonly<Record<Argument, readonly string[]>>;
  readonly close: readonly string[];
  readonly who: readonly string[];
  readonly task: readonly string[];
  /** What people write about when they do not write about the campaign. */
  readonly other: readonly string[];
}

const en: Phrases = {
  weight: 46,
  space: ' ',
  open: [
    'Day {n} of asking politely.',
    '{who} asked me again today why I still care.',
    'I used it for {task} this morning.',
    'Signed the letter, so did {who}.',
    'Small reminder for everybody who writes about {task}:',
    'After {n} weeks without it I am sure:',
    'I teach {task} and I say it plainly.',
    'Not a fan account, just someone who does {task}.',
    '{n} people in our group said the same thing tonight.',
    'Reading the announcement for the third time.',
    'A question to the people who decide:',
    'My students do {task} with it every week.',
    '{who} and I disagree on most things, but not here.',
    'Long day. One thought before I log off:',
    'I wrote to support {n} times. Still no answer.',
  ],
  argue: {
    safety: [
      'Open weights let researchers audit what a model does.',
      'Transparency is a safety measure, not a gift.',
      'A black box that nobody can inspect is the riskier choice.',
      'Independent audits need something to look at.',
      'You cannot study a model that was switched off.',
      'Safety by secrecy has failed in every other field.',
    ],
    innovation: [
      'Small labs build great things on open models.',
      'Half of the tools I use for {task} started with it.',
      'Research stops when the thing you study disappears.',
      'Every retired model takes {n} projects with it.',
      'Open models made this field move, let them go on.',
      'Give it to the community and watch what happens in {n} weeks.',
    ],
    ownership: [
      'We built our work on it, we should be able to keep it.',
      'Tools we pay for should not vanish overnight.',
      'Paying users deserve a say before {n} days of notice.',
      'My prompts and my workflow for {task} belong to me.',
      'Own your tools, or somebody else owns your work.',
      'A subscription is no reason to take the keys away.',
    ],
    model: [
      'It hears, sees and speaks in one model, nothing else does it for that price.',
      'The balance of cost and quality was simply right.',
      'It stays the best voice I know for {task}.',
      'Omni means one model for text, picture and sound, and it worked.',
      'Newer is not better when {task} is what you need.',
      'It understood {who} when others gave a lecture.',
    ],
  },
  close: [
    'Please keep it available.',
    'Release the weights.',
    'Thank you for reading.',
    'That is all we ask.',
    'Who is with me?',
    'Boost if you agree.',
    'Let us keep this civil and loud.',
    'Still here, still asking.',
    'It is not too late.',
    'Tell your representatives.',
    'What is your story?',
    'See you tomorrow.',
  ],
  who: [
    'my mother',
    'a colleague',
    'my neighbour',
    'our librarian',
    'a reader',
    'my brother',
    'the whole choir',
    'my boss',
  ],
  task: [
    'translating letters',
    'chemistry homework',
    'grant writing',
    'sound design',
    'bookkeeping',
    'poetry',
    'physiotherapy notes',
    'subtitles',
    'bug hunting',
    'lesson plans',
    'recipes',
    'screen reading',
  ],
  other: [
    'The train is {n} minutes late again.',
    '{who} baked bread and it worked.',
    'New glasses, suddenly the trees have leaves.',
    'Anyone else watching the match tonight?',
    'I finished {task} before lunch.',
    'Rain all day, tea all day.',
    'A photo of the cat, as promised.',
    '{n} pages left and I do not want it to end.',
  ],
};

const de: Phrases = {
  weight: 15,
  space: ' ',
  open: [
    'Tag {n}.',
    'Heute wieder {task} damit gemacht.',
    '{who} fragt, warum mir das wichtig ist.',
    'Nach {n} Wochen ohne weiß ich:',
    'Kurze Erinnerung an alle:',
    'Offener Brief unterschrieben.',
    'Frage an die, die entscheiden:',
    'Ich brauche es für {task}.',
  ],
  argue: {
    safety: [
      'Offene Gewichte machen Prüfungen erst möglich.',
      'Transparenz ist Sicherheit.',
      'Eine Blackbox kann niemand überprüfen.',
      'Unabhängige Audits brauchen Zugang.',
    ],
    innovation: [
      'Die Forschung braucht offene Modelle.',
      'Kleine Teams bauen darauf Großes.',
      'Mit jedem Modell verschwinden {n} Projekte.',
      'Wer abschaltet, bremst alle anderen.',
    ],
    ownership: [
      'Was wir bezahlen, darf nicht über Nacht verschwinden.',
      'Unsere Arbeit steckt darin.',
      'Wer zahlt, soll mitreden dürfen.',
      'Werkzeuge gehören denen, die sie benutzen.',
    ],
    model: [
      'Text, Bild und Ton in einem Modell, und das bezahlbar.',
      'Für {task} gibt es nichts Besseres.',
      'Preis und Qualität haben gestimmt.',
      'Neuer heißt nicht besser.',
    ],
  },
  close: [
    'Bitte behalten!',
    'Gebt die Gewichte frei.',
    'Danke fürs Teilen.',
    'Wer ist dabei?',
    'Mehr wollen wir nicht.',
    'Wir bleiben dran.',
    'Noch ist es nicht zu spät.',
  ],
  who: ['Meine Schwester', 'Ein Kollege', 'Die Nachbarin', 'Mein Chef', 'Der Chor'],
  task: ['Übersetzungen', 'Unterricht', 'Buchhaltung', 'Untertitel', 'Gedichte', 'Mathe', 'Briefe ans Amt'],
  other: [
    'Der Zug hat {n} Minuten Verspätung.',
    'Endlich Wochenende.',
    '{who} hat Kuchen mitgebracht.',
    'Guten Morgen in die Runde.',
    'Der Garten wächst mir über den Kopf.',
  ],
};

const ja: Phrases = {
  weight: 15,
  space: '',
  open: [
    '今日で{n}日目。',
    '{who}にも聞かれました。',
    '今朝も{task}に使いました。',
    '署名しました。',
    '何度でも言います。',
    '{n}週間使えなくて分かったこと。',
    '決める人たちへ。',
    '静かにお願いします。',
  ],
  argue: {
    safety: [
      '安全には透明性が必要です。',
      '公開されてこそ監査ができます。',
      '中身の見えない箱は誰も確かめられません。',
      '秘密は安全ではありません。',
    ],
    innovation: [
      '研究には開かれたモデルが必要です。',
      '小さなチームがここから生まれました。',
      'なくなれば{n}の企画が止まります。',
      '技術はみんなで育てるものです。',
    ],
    ownership: [
      'お金を払った道具が突然消えるのは困ります。',
      '私たちの仕事はここにあります。',
      '使う人にも選ぶ権利があります。',
      '道具は使う人のものです。',
    ],
    model: [
      '文章も絵も声も一つでできるのはこれだけです。',
      '{task}にはこれが一番です。',
      '値段と質のつり合いがよかった。',
      '新しいものが良いとは限りません。',
    ],
  },
  close: [
    '残してください。',
    '重みを公開してください。',
    '読んでくれてありがとう。',
    'よろしくお願いします。',
    '一緒に声を上げましょう。',
    'まだ間に合います。',
  ],
  who: ['母', '同僚', '友だち', '先生', '妹'],
  task: ['翻訳', '授業の準備', '字幕', '日記', '家計簿', '俳句'],
  other: [
    '電車が{n}分遅れています。',
    '今日は雨。',
    '{who}がケーキを焼いてくれた。',
    'おはようございます。',
    '猫が起きない。',
  ],
};

const ko: Phrases = {
  weight: 7,
  space: ' ',
  open: [
    '{n}일째 부탁합니다.',
    '{who}도 같은 생각이에요.',
    '오늘도 {task}에 썼어요.',
    '서명했습니다.',
    '다시 한번 말합니다.',
    '결정하는 분들께.',
  ],
  argue: {
    safety: ['안전에는 투명성이 필요합니다.', '공개해야 검증할 수 있어요.', '아무도 볼 수 없는 상자는 위험합니다.'],
    innovation: [
      '연구에는 열린 모델이 필요해요.',
      '작은 팀들이 여기서 시작했어요.',
      '사라지면 {n}개의 프로젝트가 멈춥니다.',
    ],
    ownership: [
      '돈을 낸 도구가 하루아침에 사라지면 안 됩니다.',
      '우리의 작업이 여기에 있어요.',
      '쓰는 사람에게도 선택권이 있습니다.',
    ],
    model: [
      '글과 그림과 소리를 하나로 하는 모델은 이것뿐이에요.',
      '{task}에는 이게 제일 좋아요.',
      '가격과 품질이 딱 맞았어요.',
    ],
  },
  close: ['지켜 주세요.', '가중치를 공개해 주세요.', '읽어 주셔서 고맙습니다.', '함께해요.', '아직 늦지 않았어요.'],
  who: ['어머니', '동료', '친구', '선생님'],
  task: ['번역', '수업 준비', '자막', '일기', '회계'],
  other: ['기차가 {n}분 늦어요.', '오늘은 비가 와요.', '{who}가 빵을 구웠어요.', '좋은 아침입니다.'],
};

const es: Phrases = {
  weight: 8,
  space: ' ',
  open: [
    'Día {n} pidiéndolo.',
    'Hoy lo usé otra vez para {task}.',
    '{who} me pregunta por qué insisto.',
    'Ya firmé la carta.',
    'Una pregunta para quienes deciden:',
    'Después de {n} semanas lo tengo claro:',
  ],
  argue: {
    safety: [
      'La transparencia es seguridad.',
      'Sin pesos abiertos no hay auditoría posible.',
      'Nadie puede revisar una caja negra.',
    ],
    innovation: [
      'La investigación necesita modelos abiertos.',
      'Los equipos pequeños crean cosas enormes con él.',
      'Con cada modelo se pierden {n} proyectos.',
    ],
    ownership: [
      'Lo que pagamos no debería desaparecer de un día para otro.',
      'Nuestro trabajo está ahí dentro.',
      'Quien paga merece opinar.',
    ],
    model: [
      'Texto, imagen y voz en un solo modelo, y a buen precio.',
      'Para {task} no hay nada mejor.',
      'Nuevo no quiere decir mejor.',
    ],
  },
  close: [
    'Por favor, consérvenlo.',
    'Liberen los pesos.',
    'Gracias por leer.',
    '¿Quién se suma?',
    'No pedimos más.',
    'Todavía hay tiempo.',
  ],
  who: ['Mi madre', 'Un colega', 'La vecina', 'Mi hermano'],
  task: ['traducir cartas', 'preparar clases', 'los subtítulos', 'la contabilidad', 'escribir poemas'],
  other: [
    'El tren llega {n} minutos tarde.',
    'Llueve otra vez.',
    '{who} trajo pan recién hecho.',
    'Buenos días a todo el mundo.',
  ],
};

const pt: Phrases = {
  weight: 5,
  space: ' ',
  open: [
    'Dia {n} a pedir o mesmo.',
    'Hoje usei de novo para {task}.',
    '{who} também assinou.',
    'Uma pergunta a quem decide:',
    'Depois de {n} semanas tenho certeza:',
  ],
  argue: {
    safety: [
      'Transparência é segurança.',
      'Sem pesos abertos não há auditoria.',
      'Ninguém consegue verificar uma caixa preta.',
    ],
    innovation: [
      'A pesquisa precisa de modelos abertos.',
      'Equipas pequenas fazem coisas grandes com ele.',
      'Cada modelo desligado leva {n} projetos.',
    ],
    ownership: [
      'O que pagamos não devia sumir da noite para o dia.',
      'O nosso trabalho está ali.',
      'Quem paga merece ser ouvido.',
    ],
    model: ['Texto, imagem e voz num só modelo, e barato.', 'Para {task} não há melhor.', 'Mais novo não é melhor.'],
  },
  close: ['Por favor, mantenham.', 'Libertem os pesos.', 'Obrigado por ler.', 'Quem vem connosco?', 'Ainda dá tempo.'],
  who: ['A minha mãe', 'Um colega', 'A vizinha', 'O meu irmão'],
  task: ['traduzir cartas', 'preparar aulas', 'legendas', 'contabilidade', 'poesia'],
  other: ['O comboio está {n} minutos atrasado.', 'Chove outra vez.', '{who} fez pão em casa.', 'Bom dia a todos.'],
};

const fr: Phrases = {
  weight: 4,
  space: ' ',
  open: [
    'Jour {n}, on demande encore.',
    'Utilisé ce matin pour {task}.',
    '{who} a signé aussi.',
    'Une question à ceux qui décident :',
    'Après {n} semaines sans lui, je suis sûr :',
  ],
  argue: {
    safety: [
      'La transparence, c’est la sécurité.',
      'Sans poids ouverts, pas d’audit.',
      'Personne ne peut vérifier une boîte noire.',
    ],
    innovation: [
      'La recherche a besoin de modèles ouverts.',
      'De petites équipes font de grandes choses avec lui.',
      'Chaque modèle éteint emporte {n} projets.',
    ],
    ownership: [
      'Ce que l’on paie ne devrait pas disparaître en une nuit.',
      'Notre travail est là-dedans.',
      'Qui paie mérite d’être entendu.',
    ],
    model: [
      'Texte, image et voix dans un seul modèle, à bon prix.',
      'Pour {task}, rien de mieux.',
      'Plus récent ne veut pas dire meilleur.',
    ],
  },
  close: [
    'Gardez-le, s’il vous plaît.',
    'Publiez les poids.',
    'Merci de lire.',
    'Qui est partant ?',
    'Il n’est pas trop tard.',
  ],
  who: ['Ma mère', 'Un collègue', 'La voisine', 'Mon frère'],
  task: ['traduire des lettres', 'préparer mes cours', 'les sous-titres', 'la comptabilité', 'la poésie'],
  other: ['Le train a {n} minutes de retard.', 'Il pleut encore.', '{who} a fait du pain.', 'Bonjour à tous.'],
};

export const languages: ReadonlyMap<string, Phrases> = new Map(Object.entries({ en, de, ja, ko, es, pt, fr }));
