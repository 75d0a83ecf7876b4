/**
 * SHA-256 (FIPS 180-4). The contracts run in the browser too, where the platform's own is asynchronous, and a reader
 * answers at once.
 */

const ROUNDS = 64

/** First 32 bits of the fraction of a root of the first primes, which FIPS 180-4 takes its constants from. */
function constants(count: number, root: (prime: number) => number): Int32Array {
  const found: number[] = []
  for (let n = 2; found.length < count; n += 1) {
    let isPrime = true
    for (let d = 2; d * d <= n; d += 1) if (n % d === 0) isPrime = false
    if (isPrime) found.push((root(n) % 1) * 2 ** 32)
  }
  return Int32Array.from(found, (value) => Math.floor(value) | 0)
}

const INITIAL = constants(8, Math.sqrt)
const K = constants(ROUNDS, Math.cbrt)

const rotate = (x: number, by: number): number => (x >>> by) | (x << (32 - by))

/** One block of 64 bytes, mixed into the state. */
function mix(state: Int32Array, view: DataView, at: number, w: Int32Array): void {
  for (let i = 0; i < 16; i += 1) w[i] = view.getInt32(at + i * 4)
  for (let i = 16; i < ROUNDS; i += 1) {
    const near = w[i - 15]!
    const far = w[i - 2]!
    const s0 = rotate(near, 7) ^ rotate(near, 18) ^ (near >>> 3)
    const s1 = rotate(far, 17) ^ rotate(far, 19) ^ (far >>> 10)
    w[i] = (w[i - 16]! + s0 + w[i - 7]! + s1) | 0
  }
  let [a, b, c, d, e, f, g, h] = state as unknown as [
    number,
    number,
    number,
    number,
    number,
    number,
    number,
    number,
  ]
  for (let i = 0; i < ROUNDS; i += 1) {
    const t1 = (h + (rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25)) + ((e & f) ^ (~e & g)) + K[i]! + w[i]!) | 0
    const t2 = ((rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0
    h = g
    g = f
    f = e
    e = (d + t1) | 0
    d = c
    c = b
    b = a
    a = (t1 + t2) | 0
  }
  ;[a, b, c, d, e, f, g, h].forEach((value, i) => (state[i] = (state[i]! + value) | 0))
}

/** The digest of bytes, 64 hexadecimal digits in lower case. */
export function sha256(bytes: Uint8Array): string {
  const state = Int32Array.from(INITIAL)
  const w = new Int32Array(ROUNDS)
  const whole = bytes.length - (bytes.length % 64)
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  for (let at = 0; at < whole; at += 64) mix(state, view, at, w)

  const rest = bytes.subarray(whole)
  const tail = new Uint8Array(rest.length < 56 ? 64 : 128)
  tail.set(rest)
  tail[rest.length] = 0x80
  const end = new DataView(tail.buffer)
  end.setBigUint64(tail.length - 8, BigInt(bytes.length) * 8n)
  for (let at = 0; at < tail.length; at += 64) mix(state, end, at, w)
  return Array.from(state, (word) => (word >>> 0).toString(16).padStart(8, '0')).join('')
}
