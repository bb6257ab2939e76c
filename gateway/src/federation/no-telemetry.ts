/**
 * @apollo/gateway would report to its vendor and ask cloud metadata addresses, unless this stands in the environment before it is
 * imported (GW-50). Import this module first wherever that package is imported.
 */
process.env.APOLLO_TELEMETRY_DISABLED = 'true';
