export * from './vocabulary.js';
export * from './rights.js';
export * from './phone.js';
export * from './problem.contract.js';
export * from './media.contract.js';
export * from './session.contract.js';
export * from './stage.contract.js';
export * from './socket.js';
