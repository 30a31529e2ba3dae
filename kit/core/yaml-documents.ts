export {
  at,
  isMapping,
  type Mapping,
  parseYamlDocuments,
  textAt,
  type YamlDocument,
  YamlError,
} from '../../documents/yaml-documents';
