export {
  at,
  isMapping,
  listAt,
  type Mapping,
  mappingAt,
  parseYamlDocuments,
  textAt,
  type YamlDocument,
  YamlError,
} from '../../documents/yaml-documents';
