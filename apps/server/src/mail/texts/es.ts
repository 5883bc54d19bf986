import type { VisitorMailTexts } from './en.ts';

/** Every text of mails to guests and users, in Spanish. */
export const es: VisitorMailTexts = {
  foot: (host) => `Este correo lo envía el servicio de chat de ${host}. Nadie lee las respuestas a él.`,
  copyLink: 'Si el botón no funciona, copie esta dirección en su navegador:',
  linkLife: (life) => `El enlace vale una sola vez, durante ${life}.`,
  codeLife: (life) => `El código vale una sola vez, durante ${life}.`,
  hours: (count) => `${count} horas`,
  days: (count) => `${count} días`,
  minutes: (count) => (count === 1 ? '1 minuto' : `${count} minutos`),
  at: (time) => `Cuándo: ${time} (UTC)`,
  device: (browser, os) => `Con: ${browser} en ${os}`,
  country: (name) => `Desde: ${name}`,
  replyFiles: (count) => (count === 1 ? '(con un archivo)' : `(con ${count} archivos)`),
  unknown: 'desconocido',
  stop: 'Si no quiere más correos como este, abra esta dirección:',
  stopLink: 'No recibir más correos como este',
  'device-code': {
    subject: 'Su código para continuar la conversación',
    text: [
      'Con este código continúa su conversación en otro dispositivo. Abra allí el chat en el mismo sitio web, elija «Continuar desde otro dispositivo» e introduzca:',
    ],
    after: ['Si no lo ha pedido, no haga nada. No dé el código a nadie: muestra toda la conversación.'],
  },
  'user-registration': {
    subject: 'Su código para crear una cuenta',
    text: [
      'Alguien, probablemente usted, quiere crear una cuenta en nuestro centro de ayuda con esta dirección. Introduzca allí este código:',
    ],
    after: ['Si no fue usted, no haga nada: sin el código no se crea ninguna cuenta. No dé el código a nadie.'],
    button: 'Introducir el código',
  },
  'user-invitation': {
    subject: 'Su invitación a nuestro centro de ayuda',
    text: ['Le invitamos a crear una cuenta en nuestro centro de ayuda. Introduzca allí este código:'],
    after: ['Si no lo esperaba, no haga nada: sin usted no se crea ninguna cuenta.'],
    button: 'Introducir el código',
  },
  'user-known': {
    subject: 'Ya tiene una cuenta',
    text: [
      'Alguien, probablemente usted, quiso crear una cuenta con esta dirección. Ya hay una: inicie sesión con ella o, si olvidó su contraseña, elija una nueva.',
      'Si no fue usted, no haga nada: no ha cambiado nada.',
    ],
    button: 'Iniciar sesión',
  },
  'user-reset': {
    subject: 'Su código para una contraseña nueva',
    text: [
      'Alguien, probablemente usted, pidió una contraseña nueva para nuestro centro de ayuda. Introduzca allí este código:',
    ],
    after: ['Si no fue usted, no haga nada: su contraseña sigue siendo la misma. No dé el código a nadie.'],
    button: 'Introducir el código',
  },
  'user-email-change': {
    subject: 'Su código para confirmar esta dirección',
    text: [
      'Alguien, probablemente usted, quiere iniciar sesión en nuestro centro de ayuda con esta dirección a partir de ahora. Introduzca allí este código:',
    ],
    after: ['Si no fue usted, no haga nada: no cambia nada. No dé el código a nadie.'],
    button: 'Introducir el código',
  },
  'user-email-changed': {
    subject: 'Su dirección ha cambiado',
    text: [
      'A partir de ahora inicia sesión en nuestro centro de ayuda con otra dirección; esta ya no abre nada.',
      'Si no fue usted, recupérela con este código: la dirección vuelve a ser suya, se cierran todas las sesiones y recibirá un correo para elegir una contraseña nueva.',
    ],
    button: 'Recuperar la dirección',
  },
  'user-remembered-login-reused': {
    subject: 'Se cerraron todas sus sesiones',
    text: [
      'Una sesión de nuestro centro de ayuda que su navegador recordaba se usó por segunda vez, con una copia. Por seguridad, hemos cerrado todas las sesiones de su cuenta.',
      'Inicie sesión de nuevo. Si usa la contraseña en otro sitio, o no está seguro, elija una nueva.',
    ],
    button: 'Iniciar sesión',
  },
  'user-password-changed': {
    subject: 'Su contraseña ha cambiado',
    text: [
      'La contraseña de su cuenta en nuestro centro de ayuda ha cambiado y todas las demás sesiones se han cerrado.',
      'Si no fue usted, elija una nueva enseguida.',
    ],
    button: 'Elegir una contraseña nueva',
  },
  'user-deleted': {
    subject: 'Su cuenta se ha eliminado',
    text: [
      'Su cuenta en nuestro centro de ayuda se ha eliminado, con todas sus sesiones. Las conversaciones que tuvo quedan con quienes le respondieron.',
      'Si no fue usted, escriba a los responsables del sitio.',
    ],
    button: 'Abrir el centro de ayuda',
  },
  'user-conversations': {
    subject: 'Su código para ver sus conversaciones',
    text: [
      'Alguien, probablemente usted, quiere ver en otro navegador lo que nos escribió con esta dirección. Introduzca allí este código:',
    ],
    after: ['Si no fue usted, no haga nada. No dé el código a nadie: muestra sus conversaciones con nosotros.'],
    button: 'Introducir el código',
  },
  'ticket-received': {
    subject: 'Hemos recibido su mensaje',
    text: [
      'Se nos envió un mensaje con esta dirección. Responderemos por correo, y puede leerlo todo en nuestro centro de ayuda.',
    ],
    after: [
      'En el navegador en el que escribió, la conversación ya está abierta. En otro, pida allí un código con esta dirección.',
      'Si no escribió nada, no haga nada: sin usted no ocurre nada más.',
    ],
    button: 'Ver la conversación',
  },
  'ticket-replied': {
    subject: 'Una respuesta a su mensaje',
    text: ['Hemos respondido a lo que nos escribió:'],
    after: [
      'Para contestar, abra la conversación; una respuesta a este correo no llega a nadie. En un navegador distinto de aquel en el que escribió, pida allí un código con esta dirección.',
    ],
    button: 'Ver la conversación y contestar',
  },
  'subscription-code': {
    subject: 'Su código para seguir artículos',
    text: [
      'Alguien, probablemente usted, quiere recibir avisos por correo sobre artículos de nuestro centro de ayuda. Introduzca allí este código:',
    ],
    after: ['Si no fue usted, no haga nada: no recibirá esos correos. No dé el código a nadie.'],
    button: 'Introducir el código',
  },
  'article-new': {
    subject: 'Artículo nuevo',
    text: ['Un tema de nuestro centro de ayuda que usted sigue tiene un artículo nuevo:'],
    button: 'Leer el artículo',
  },
  'article-changed': {
    subject: 'Artículo modificado',
    text: ['Un artículo de nuestro centro de ayuda que usted sigue se ha modificado:'],
    button: 'Leer el artículo',
  },
  'comment-answered': {
    subject: 'Una respuesta a su comentario',
    text: [
      'Alguien ha respondido a un comentario de nuestro centro de ayuda que se escribió con esta dirección.',
      'Si no fue usted, alguien se equivocó de dirección: ponga fin a estos correos con el enlace de abajo.',
    ],
    button: 'Leer la respuesta',
  },
};
