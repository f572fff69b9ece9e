// iiif-processor over the pyramids in a folder: node server.mjs PORT FOLDER PROCESSES
//
// The sizes of all levels are read once, so that a request decodes the smallest that will do.

import cluster from "node:cluster";
import { createReadStream } from "node:fs";
import { createServer } from "node:http";

import { Processor } from "iiif-processor";
import sharp from "sharp";

const [port, folder, processes] = process.argv.slice(2);
const known = new Map();

const fileOf = (id) => `${folder}/${id}.tif`;
const streamResolver = async ({ id }) => createReadStream(fileOf(id), { highWaterMark: 2 ** 20 });
const dimensionFunction = async ({ id }) => {
  if (!known.has(id)) known.set(id, await levelsOf(fileOf(id)));
  return known.get(id);
};

async function levelsOf(file) {
  const read = (page) => sharp(file, { page, limitInputPixels: false }).metadata();
  const { pages } = await read(0);
  const found = await Promise.all([...Array(pages ?? 1).keys()].map(read));
  return found.map(({ width, height }) => ({ width, height }));
}

async function answer(request, response) {
  const address = `http://${request.headers.host}${request.url}`;
  try {
    const options = { dimensionFunction, pathPrefix: "/iiif/{{version}}/" };
    const result = await new Processor(address, streamResolver, options).execute();
    const body = Buffer.from(result.body ?? "");
    const status = result.type === "content" ? 200 : (result.statusCode ?? 303);
    response.writeHead(status, {
      "Content-Type": result.contentType ?? "text/plain",
      "Content-Length": body.length,
    });
    response.end(body);
  } catch (error) {
    response.writeHead(error.statusCode ?? 500).end(String(error));
  }
}

if (cluster.isPrimary) {
  for (let number = 0; number < Number(processes); number += 1) cluster.fork();
  process.on("SIGTERM", () => process.exit(0));
} else {
  createServer(answer).listen(Number(port), "127.0.0.1");
}
