import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { request } from 'undici';
import { assertCallable, guardedDispatchers, isPublicAddress } from './address-guard.js';

describe('an address that may be called', () => {
  it.each(['93.184.215.14', '8.8.8.8', '2606:2800:21f:cb07:6820:80da:af6b:8b2c'])(
    '%s is public',
    (address) => {
      expect(isPublicAddress(address)).toBe(true);
    },
  );

  it.each([
    '127.0.0.1',
    '10.1.2.3',
    '172.16.0.1',
    '192.168.1.1',
    '169.254.169.254',
    '168.63.129.16',
    '100.64.0.1',
    '0.0.0.0',
    '255.255.255.255',
    '::1',
    '::',
    '::ffff:127.0.0.1',
    '::ffff:7f00:1',
    'fe80::1',
    'fd00::1',
    'ff02::1',
    '64:ff9b::7f00:1',
    '2002:7f00:1::',
    '2001:db8::1',
    'not an address',
  ])('%s is not', (address) => {
    expect(isPublicAddress(address)).toBe(false);
  });
});

describe('a connector URL', () => {
  it.each([
    'nonsense',
    'http://example.org',
    'ftp://example.org',
    'https://user:secret@example.org',
    'https://example.org/?token=1',
    'https://127.0.0.1/habeas',
    'https://2130706433/',
    'https://0x7f.1/',
    'https://0177.0.0.1/',
    'https://[::1]/',
    'https://[::ffff:127.0.0.1]/',
    'https://169.254.169.254/latest/meta-data',
  ])('%s is refused, without repeating it', (url) => {
    expect(() => assertCallable(url, [])).toThrow(/connector_address_refused/);
    try {
      assertCallable(url, []);
    } catch (error) {
      expect((error as Error).message).not.toContain('secret');
    }
  });

  it('is callable when public, or when an operator allowed host or host and port', () => {
    expect(assertCallable('https://connector.example.org/habeas', []).hostname).toBe(
      'connector.example.org',
    );
    expect(assertCallable('http://127.0.0.1:9100', ['127.0.0.1:9100']).port).toBe('9100');
    expect(assertCallable('http://localhost:9100', ['localhost']).port).toBe('9100');
    expect(() => assertCallable('http://127.0.0.1:9101', ['127.0.0.1:9100'])).toThrow();
    expect(() => assertCallable('file://127.0.0.1:9100/', ['127.0.0.1:9100'])).toThrow();
  });
});

describe('the judged dispatcher', () => {
  it('connects to no private address, whatever its name resolves to', async () => {
    let packets = 0;
    const canary = createServer((_, answer) => answer.end());
    canary.on('connection', () => (packets += 1));
    await new Promise<void>((resolve) => canary.listen(0, '127.0.0.1', resolve));
    const { port } = canary.address() as AddressInfo;
    const { judged, trusted } = guardedDispatchers();
    try {
      const call = request(`http://localhost:${port}/`, { dispatcher: judged });
      await expect(call).rejects.toThrow(/address_refused/);
      expect(packets).toBe(0);
      const reached = await request(`http://localhost:${port}/`, { dispatcher: trusted });
      await reached.body.dump();
      expect(packets).toBe(1);
    } finally {
      await Promise.all([judged.destroy(), trusted.destroy()]);
      canary.close();
    }
  });
});
