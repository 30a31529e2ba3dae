import type { SecretTable } from './secret-table';

/**
 * Secrets of providers that people put beside ours, whose schemas are not at hand. A provider that is not here is one
 * of which nothing is known.
 *
 * Source: the providers' pages on registry.terraform.io, attributes marked as sensitive: hashicorp/random 3.7,
 * hashicorp/tls 4.1, hashicorp/azuread 3.6, hashicorp/time 0.13, hashicorp/null 3.2.
 */
export const otherProviders: Readonly<Record<string, SecretTable>> = {
  azuread: {
    azuread_application_certificate: { given: ['value'] },
    azuread_application_password: { made: ['value'] },
    azuread_service_principal_certificate: { given: ['value'] },
    azuread_service_principal_password: { made: ['value'] },
    azuread_synchronization_secret: { given: ['credential.value'] },
    azuread_user: { given: ['password'] },
  },
  null: {},
  random: {
    random_bytes: { made: ['base64', 'hex'] },
    random_password: { made: ['bcrypt_hash', 'result'] },
  },
  time: {},
  tls: {
    tls_cert_request: { given: ['private_key_pem'] },
    tls_locally_signed_cert: { given: ['ca_private_key_pem'] },
    tls_private_key: { made: ['private_key_openssh', 'private_key_pem', 'private_key_pem_pkcs8'] },
    tls_self_signed_cert: { given: ['private_key_pem'] },
  },
};
