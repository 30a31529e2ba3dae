/** A setting under which what the provider writes into the state opens nothing. */
export interface LockedOut {
  readonly argument: string;
  readonly is: boolean;
  /** Whether it is so where nothing is said. @default false */
  readonly byDefault?: boolean;
}

const local = { argument: 'local_authentication_enabled', is: false } as const;
const localAuth = { argument: 'local_auth_enabled', is: false } as const;

/**
 * Resources whose keys are worthless once the service takes Entra ID alone: azurerm reads the keys all the same.
 *
 * Source: the arguments' descriptions on registry.terraform.io, hashicorp/azurerm 4.55.0.
 */
export const lockedOut: Readonly<Record<string, LockedOut>> = {
  azurerm_ai_services: local,
  azurerm_application_insights: { argument: 'local_authentication_disabled', is: true },
  azurerm_automation_account: local,
  azurerm_cognitive_account: localAuth,
  azurerm_container_registry: { argument: 'admin_enabled', is: false, byDefault: true },
  azurerm_cosmosdb_account: { argument: 'local_authentication_disabled', is: true },
  azurerm_eventgrid_domain: localAuth,
  azurerm_eventgrid_topic: localAuth,
  azurerm_eventhub_namespace: local,
  // Without local accounts a kubeconfig holds addresses, and people sign in to Entra ID.
  azurerm_kubernetes_cluster: { argument: 'local_account_disabled', is: true },
  azurerm_log_analytics_workspace: local,
  azurerm_maps_account: local,
  azurerm_redis_cache: { argument: 'access_keys_authentication_enabled', is: false },
  azurerm_search_service: local,
  azurerm_servicebus_namespace: localAuth,
  azurerm_signalr_service: localAuth,
  azurerm_storage_account: { argument: 'shared_access_key_enabled', is: false },
  azurerm_web_pubsub: localAuth,
  azurerm_web_pubsub_socketio: localAuth,
};
