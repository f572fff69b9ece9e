// A server of nothing but iiif-processor: node processor.mjs PORT WORKERS FOLDER SIZES
// SIZES is JSON: of each image the sizes of its levels, so that no request has to open it for them.
import cluster from "node:cluster";
import { createReadStream } from "node:fs";
import { createServer } from "node:http";
import { createRequire } from "node:module";

const [port, workers, folder, sizes] = process.argv.slice(2);
const { Processor } = createRequire(`${process.cwd()}/`)("iiif-processor");
const levels = JSON.parse(sizes);
const streamResolver = async ({ id }) => createReadStream(`${folder}/${id}.tif`);
const dimensionFunction = async ({ id }) => levels[id];

async function answer(request, response) {
  const url = `http://127.0.0.1:${port}${request.url}`;
  try {
    const result = await new Processor(url, streamResolver, { dimensionFunction }).execute();
    response.writeHead(result.type === "content" ? 200 : result.statusCode ?? 500, {
      "Content-Type": result.contentType ?? "text/plain",
    });
    response.end(result.body ?? result.message);
  } catch (error) {
    response.writeHead(error.statusCode ?? 500).end(String(error));
  }
}

if (cluster.isPrimary) {
  for (let number = 0; number < Number(workers); number++) cluster.fork();
  process.on("SIGTERM", () => process.exit(0));
} else {
  createServer((request, response) => {
    if (request.url === "/") response.end();
    else answer(request, response);
  }).listen(Number(port), "127.0.0.1");
}
