import { testDatabase, testRedis, backends } from '../support/index.js';
describe.each(backends())('on $name', (b) => {
test('x', async () => { const t= Date.now(); const d = await testDatabase(); console.log(Date.now()-t, d.url, testRedis(), b); await d.drop(); });
});
