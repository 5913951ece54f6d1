import { readConfig } from '../../config.js';
import { auditCheck } from './audit-check.command.js';

process.exitCode = await auditCheck(
  process.argv.slice(2),
  () => readConfig(process.env).databaseUrl,
  (line) => console.log(line),
);
