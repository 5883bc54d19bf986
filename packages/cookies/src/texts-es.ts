import { type EntryTexts, textsFrom } from './texts.ts';

const visitorId = 'identificador de visitante aleatorio, `vi_…`';
const visitId =
  'identificador de visita aleatorio, modo de cookies y lo que el navegador hace con las de terceros, `vs_….4-`';
const visitor = { purpose: 'Reconoce este navegador en su próxima visita a este sitio.', value: visitorId };
const visitorUnread = {
  purpose: 'Reconoce este navegador en su próxima visita a este sitio; los scripts no pueden leerlo.',
  value: visitorId,
};
const visit = { purpose: 'Une las páginas de una visita, en todas las pestañas.', value: visitId };
const chat = {
  purpose:
    'Indica que hay una conversación y cuándo se usó por última vez, para que el chat vuelva en la página siguiente.',
  value: 'estado de la conversación y una fecha, `open.1763769600000`',
};
const consent = {
  purpose: 'Guarda lo que se permitió y se rechazó, y a qué versión del texto.',
  value: 'funcional y estadística como 0 o 1, y la versión del texto, `10.v1`',
};
const draft = {
  purpose: 'Guarda un mensaje escrito y aún no enviado; se queda en este navegador.',
  value: 'el texto no enviado',
};
const login = 'código de sesión aleatorio; el servidor solo guarda su huella';
const hashed = (life: string) => `código aleatorio de este navegador; el servidor solo guarda una huella, ${life}`;
const remembered = 'serie aleatoria y un valor de un solo uso; el servidor solo guarda su huella';
const trial = 'número aleatorio, por un instante';
const shown = (what: string) => ({
  purpose: `Muestra al operador del sitio ${what}; se quita en el mismo instante.`,
  value: trial,
});

const entries: EntryTexts = {
  serviceVisitor: {
    purpose:
      'Reconoce este navegador en todos los dominios de este sitio, donde el navegador comparte cookies entre ellos.',
    value: visitorId,
  },
  serviceVisitorTwin: {
    purpose: 'Reconoce este navegador en este sitio, donde el navegador separa las cookies del servicio por sitio.',
    value: visitorId,
  },
  serviceVisit: {
    purpose:
      'Une las páginas de una visita en todos los dominios de este sitio, donde el navegador comparte cookies entre ellos.',
    value: 'identificador de visita aleatorio, `vs_…`',
  },
  serviceVisitTwin: {
    purpose: 'Une las páginas de una visita, donde el navegador separa las cookies del servicio por sitio.',
    value: 'identificador de visita aleatorio, `vs_…`',
  },
  visitor,
  visitorInTab: visitor,
  visitorOnService: visitorUnread,
  visitorByProxy: visitorUnread,
  visit,
  visitInTab: visit,
  tab: { purpose: 'Distingue las pestañas de una visita.', value: 'identificador de pestaña aleatorio, `tb_…`' },
  trial: {
    purpose: 'Averigua si este navegador acepta cookies y en qué dominio; se quita en el mismo instante.',
    value: 'número aleatorio, menos de un milisegundo',
  },
  chat,
  chatInTab: chat,
  window: {
    purpose: 'Mantiene la ventana de chat abierta o cerrada de página en página y en todas las pestañas.',
    value: 'disposición y una fecha, `open.1763769600000`',
  },
  carried: {
    purpose:
      'Permite que un enlace a otro dominio de este sitio ofrezca allí la conversación actual; vale durante una hora.',
    value: 'prueba firmada para una conversación y una visita; por sí sola no abre nada',
  },
  recovery: {
    purpose: 'Recupera la conversación donde el navegador no conserva lo que guarda la ventana de chat; vale una vez.',
    value: 'identificador aleatorio, un número que crece con cada uso y una firma',
  },
  consent,
  consentInTab: consent,
  frameTrial: {
    purpose: 'Averigua si este navegador conserva lo que guarda la ventana de chat; se quita en el mismo instante.',
    value: 'número aleatorio, menos de un milisegundo',
  },
  conversationKeys: {
    purpose: 'Abre las conversaciones empezadas en este navegador; las páginas del sitio no pueden leerlo.',
    value: 'lista JSON de conversaciones e identificadores de visitante, con claves aleatorias de 256 bits',
  },
  used: {
    purpose: 'Indica cuándo se usó aquí el chat por última vez, para borrar lo que se olvidó hace mucho.',
    value: 'una fecha, `1763769600000`',
  },
  draft,
  draftInTab: draft,
  outbox: {
    purpose: 'Guarda mensajes y archivos enviados y aún no confirmados, para que no se pierda nada.',
    value: 'mensajes sin confirmar y archivos elegidos, cada uno con un identificador aleatorio; si no, vacío',
  },
  helpVisitor: {
    purpose:
      'Mantiene como suyo lo que dijo de los artículos del centro de ayuda, para que pueda cambiarlo; se pone con su primera respuesta.',
    value: 'código aleatorio; el servidor solo guarda su huella, junto con lo que se dijo',
  },
  helpConversations: {
    purpose:
      'Mantiene abiertas sus conversaciones en este navegador en el centro de ayuda; se crea al enviar el formulario de contacto, escribir un código recibido por correo o mostrar chats allí.',
    value:
      'secreto aleatorio de 256 bits, del que se derivan las claves de esas conversaciones; el servidor solo guarda sus resúmenes',
  },
  consentByForm: { ...consent, purpose: 'Guarda lo mismo, donde se eligió en el centro de ayuda con un formulario.' },
  helpLanguage: {
    purpose: 'Recuerda el idioma elegido en el centro de ayuda; se pone al elegirlo.',
    value: 'el idioma, `es`',
  },
  adminSession: { purpose: 'Mantiene la sesión de un administrador en la administración.', value: login },
  agentSession: { purpose: 'Mantiene la sesión de un agente en el espacio de trabajo.', value: login },
  remembered: {
    purpose:
      'Vuelve a abrir la sesión de un miembro que quiso mantenerla en este navegador; se sustituye con cada uso.',
    value: remembered,
  },
  workSite: {
    purpose: 'Abre el sitio en el que trabaja un miembro en otras pestañas y después de recargar.',
    value: 'identificador del sitio, `st_…`',
  },
  node: {
    purpose: 'Lleva las peticiones de un miembro al mismo servidor, donde un balanceador las reparte entre varios.',
    value: 'una marca del servidor que no revela nombre ni dirección; solo si el operador la activó',
  },
  portalSession: {
    purpose: 'Guarda el idioma del centro de ayuda, protege sus formularios y mantiene allí la sesión de un usuario.',
    value:
      'código de sesión aleatorio, del que el servidor solo guarda una huella; antes de iniciar sesión: idioma, fecha e identificador aleatorio',
  },
  portalRemembered: {
    purpose:
      'Vuelve a abrir la sesión en el centro de ayuda de un usuario que quiso mantenerla; se sustituye con cada uso.',
    value: remembered,
  },
  lastSite: {
    purpose: 'Abre el último sitio en el que se trabajó; solo después de elegir mantener la sesión.',
    value: 'identificador del sitio, `st_…`',
  },
  lastDomain: {
    purpose:
      'Completa el final de la dirección de correo en el próximo inicio de sesión, nunca el nombre; solo después de elegir mantener la sesión.',
    value: 'la parte de la dirección tras la @, `shop.example`',
  },
  loginAttempt: {
    purpose: 'Une el segundo paso de un inicio de sesión al navegador en que empezó; por sí solo no abre nada.',
    value: hashed('durante cinco minutos'),
  },
  knownBrowser: {
    purpose: 'Distingue un navegador en el que ya se inició sesión de uno nuevo, del que avisa un correo.',
    value: hashed('distinta para cada miembro'),
  },
  oidcAttempt: {
    purpose:
      'Une un inicio de sesión en el servicio de la organización al navegador en que empezó; por sí solo no abre nada.',
    value: hashed('durante diez minutos'),
  },
  desk: {
    purpose: 'Recuerda cómo prefiere un miembro el espacio de trabajo: claro u oscuro, con sonido, con atajos.',
    value: '`light`, `dark` o `auto`, y luego sonido y atajos como `0` o `1`',
  },
  doctorPlain: shown('si este navegador acepta las cookies del servicio'),
  doctorTwin: shown('si este navegador separa esas cookies por sitio'),
  doctorOnService: shown('que el servidor puede poner cookies del sitio'),
  doctorByProxy: shown('que las cookies pasan por su propia ruta'),
  doctorStored: shown('si las páginas pueden guardar de forma duradera'),
  doctorInTab: shown('si una pestaña puede guardar algo'),
  doctorInFrame: shown('si la ventana de chat puede guardar de forma duradera'),
  doctorInFrameTab: shown('si la ventana de chat puede guardar para una pestaña'),
};

const hoursOrDays = (seconds: number) => {
  const hours = Math.round(seconds / 3_600);
  return hours < 72 ? `${hours} horas` : `${Math.round(hours / 24)} días`;
};

/** [REG4] the register in Spanish. */
export const spanish = textsFrom(entries, {
  days: (count) => (count === 1 ? '1 día' : `${count} días`),
  renewed: (life) => `${life}, prolongado con cada visita`,
  fromFirst: (life) => `${life} desde la primera visita`,
  session: 'hasta que se cierra el navegador',
  tab: 'hasta que se cierra la pestaña',
  kept: 'hasta que se borra',
  stale: (seconds) => `hasta que se borra; se ignora ${hoursOrDays(seconds)} después de su último uso`,
  conditions: {
    'cookies-refused': 'en la pestaña, donde se rechazan las cookies',
    'third-party-taken': 'donde el navegador acepta cookies de otros dominios',
    'partitioned-taken': 'donde el navegador acepta cookies de otros dominios separadas por sitio',
    'not-shared': 'donde el navegador no dice que comparte las cookies del servicio entre sitios',
    'frame-storage-lost': 'donde el navegador no conserva lo que guarda la ventana de chat',
    'same-site-service': 'donde el servicio está bajo el dominio del propio sitio',
    'proxied-path': 'donde el sitio pasa una ruta propia al servicio',
  },
});
