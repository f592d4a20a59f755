import type { Phrases } from './phrases.ts';

export const de: Phrases = {
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

export const es: Phrases = {
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

export const pt: Phrases = {
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

export const fr: Phrases = {
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
