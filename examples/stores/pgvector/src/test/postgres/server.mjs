// Postgres with pgvector on a free port of the loopback interface. Prints the port when it listens, "stopped" after an
// outage has begun; the lines "stop" and "start" on its input begin and end one. Ends with the process that started it.
import { createInterface } from 'node:readline'
import { PGlite } from '@electric-sql/pglite'
import { vector } from '@electric-sql/pglite-pgvector'
import { PGLiteSocketServer } from '@electric-sql/pglite-socket'

const db = await PGlite.create({ extensions: { vector } })
const server = new PGLiteSocketServer({ db, port: 0, host: '127.0.0.1', maxConnections: 5 })
server.addEventListener('listening', event => console.log(event.detail.port))
await server.start()

const input = createInterface({ input: process.stdin })
input.on('close', () => process.exit(0))
for await (const line of input) {
  if (line === 'stop') {
    await server.stop()
    console.log('stopped')
  } else {
    await server.start()
  }
}
