import { Global, Module } from '@nestjs/common';
import { Callbacks } from './callbacks.js';
import { Caller } from './caller.js';
import { Claims } from './claims.js';
import { ConnectorClient } from './connector-client.js';
import { Dispatcher } from './dispatcher.js';
import { Exports } from './exports.js';
import { Orders } from './orders.js';

@Global()
@Module({
  providers: [Callbacks, Caller, Claims, ConnectorClient, Dispatcher, Exports, Orders],
  exports: [Callbacks, ConnectorClient, Dispatcher],
})
export class DispatchModule {}
