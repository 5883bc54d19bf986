// Tells Porchlight who is logged in on your site. Node 20 or newer, with `npm install jose`.
//   PORCHLIGHT_SITE=st_… PORCHLIGHT_SECRET=… node server.mjs
import { createServer } from 'node:http';
import { SignJWT } from 'jose';

const { PORCHLIGHT_SITE: site, PORCHLIGHT_SECRET: secret, PORT: port = '3000' } = process.env;
if (!site || !secret)
  throw new Error('Set PORCHLIGHT_SITE and PORCHLIGHT_SECRET. The admin shows both under “Your own login”.');
const key = new TextEncoder().encode(secret);

/** A token for one of your users, good for ten minutes. */
export function porchlightToken(user) {
  return new SignJWT({ name: user.name, email: user.email, email_verified: user.isEmailVerified })
    .setProtectedHeader({ alg: 'HS256' })
    .setSubject(String(user.id))
    .setAudience(site)
    .setIssuedAt()
    .setExpirationTime('10m')
    .sign(key);
}

/** Who is logged in by this request, or null. Here one person stands for your sessions: ask those instead. */
function findUser(request) {
  const isLoggedIn = request.headers.cookie?.includes('session=ann');
  return isLoggedIn ? { id: 42, name: 'Ann Example', email: 'ann@shop.example', isEmailVerified: true } : null;
}

const server = createServer(async (request, response) => {
  if (request.url !== '/porchlight-token') return response.writeHead(404).end();
  // No cache may keep it, and no other site's page can read it: there is no Access-Control-Allow-Origin.
  response.setHeader('cache-control', 'no-store');
  const user = findUser(request);
  if (!user) return response.writeHead(204).end();
  return response.setHeader('content-type', 'text/plain').end(await porchlightToken(user));
});
server.listen(Number(port), '127.0.0.1', () => process.stdout.write(`http://127.0.0.1:${server.address().port}\n`));
