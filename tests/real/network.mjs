// A whole Bluesky network (PLC directory, PDS, AppView) in one process, on free ports of this machine.
// Arguments: the folder of node_modules, the port to be controlled on. Environment: DB_POSTGRES_URL,
// DB_POSTGRES_SCHEMA, REDIS_HOST, TMPDIR. GET / tells the addresses; POST /settle answers once the AppView has
// read everything that the PDS holds and has counted it; SIGTERM closes the network.
import http from 'node:http'
import path from 'node:path'
import process from 'node:process'
import { pathToFileURL } from 'node:url'

const [modules, port] = process.argv.slice(2)
const { TestNetwork } = await import(pathToFileURL(path.join(modules, '@atproto/dev-env/dist/index.js')).href)

const network = await TestNetwork.create({ bsky: { dbPostgresSchema: 'bsky' } })

const server = http.createServer(async (request, response) => {
  try {
    if (request.method === 'POST' && request.url === '/settle') await network.processAll(60_000)
    response.end(JSON.stringify({ plc: network.plc.url, pds: network.pds.url, appview: network.bsky.url }))
  } catch (error) {
    response.statusCode = 500
    response.end(String(error?.stack ?? error))
  }
})

const close = async () => {
  server.close()
  setTimeout(() => process.exit(1), 8_000).unref()
  await network.close().catch(() => undefined)
  process.exit(0)
}
process.once('SIGTERM', close)
process.once('SIGINT', close)
server.listen(Number(port), '127.0.0.1')
