import type { VisitorId } from '@porchlight/protocol';

const qualities =
  'amber azure bold brave bright brisk calm candid cheery clear clever coral cosy crisp daring dawn eager early easy fair fleet fond gentle glad golden grand happy hazel humble jolly keen kind light lively lucky lunar mellow merry mild misty neat noble olive open pearl plucky polite proud quick quiet rapid ready rosy ruby sandy sharp silver smart snowy solid sunny swift vivid warm wise'.split(
    ' ',
  );
const animals =
  'ant badger bat bear beaver bee bison cat crane crow deer dove duck eagle egret elk falcon ferret finch fox frog gecko goose hare hawk hedgehog heron horse ibis jay kestrel kite koala lark lemur lion lynx magpie marten mole moose mouse newt otter owl panda pigeon plover pony puffin quail rabbit raven robin salmon seal shrew sparrow squirrel stork swan swift tern tiger toad turtle vole whale wolf wren yak zebra'.split(
    ' ',
  );

/** A name that agents can say aloud, always the same for one visitor id: "Amber Heron". Says nothing about the person. */
export function visitorLabel(id: VisitorId, typedName: string | null = null): string {
  if (typedName) return typedName;
  // FNV-1a: spread and stability matter here, secrecy does not.
  let hash = 0x811c9dc5;
  for (let at = 0; at < id.length; at += 1) hash = Math.imul(hash ^ id.charCodeAt(at), 0x01000193) >>> 0;
  const quality = qualities[hash % qualities.length] ?? 'kind';
  const animal = animals[Math.floor(hash / qualities.length) % animals.length] ?? 'wren';
  return `${capital(quality)} ${capital(animal)}`;
}

function capital(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}
