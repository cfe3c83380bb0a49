import { randomUUID } from 'node:crypto'
import { Probe } from './probe'

export type VisitedPorts = { readonly tcp: number; readonly http: number }

/** A token of a device of its own; rejects with the status where there is none. */
export async function tokenOf(ports: VisitedPorts, userId: string, password: string, deviceId: string = randomUUID()): Promise<string> {
  const answer = await fetch(`http://127.0.0.1:${ports.http}/v1/login`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ user: userId, password, device_id: deviceId, device_name: 'visitor' }),
  })
  if (answer.status !== 200) throw new Error(`the log-in ended with ${answer.status}`)
  return ((await answer.json()) as { readonly token: string }).token
}

/** Logs in as people do, over HTTP and then jim1, says one thing, and leaves. Resolves with the `seq` that it was stored under. */
export async function visit(ports: VisitedPorts, from: string, password: string, to: string, content: string): Promise<number> {
  const deviceId = randomUUID()
  const token = await tokenOf(ports, from, password, deviceId)
  const probe = await Probe.connect(ports.tcp)
  try {
    probe.send('B001', { client_id: from, token, profile: 'sync/1', device_id: deviceId })
    const accepted = await probe.take(({ command }) => command === 'B002' || command === 'B003')
    if (accepted.command !== 'B002') throw new Error(`not let in: ${accepted.text}`)
    const names = { sender_id: from, sender_name: '', sender_avatar: '', receiver_id: to }
    const ack = await probe.say('B101', 'text', { ...names, cli_mid: randomUUID(), content })
    return Number(ack.json.data?.['seq'])
  } finally {
    probe.close()
  }
}

/** What was said in a conversation of two, as one of them reads it. */
export async function heard(ports: VisitedPorts, userId: string, password: string, conversationId: string): Promise<readonly string[]> {
  const authorization = `Bearer ${await tokenOf(ports, userId, password)}`
  const url = `http://127.0.0.1:${ports.http}/v1/conversations/${conversationId}/messages`
  const page = (await (await fetch(url, { headers: { authorization } })).json()) as {
    readonly items: readonly { readonly data: { readonly content: string } }[]
  }
  return page.items.map(({ data }) => data.content)
}
