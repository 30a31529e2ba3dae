import type { ImageField, ImageFieldForm } from './image-field';

type Row = readonly [kind: string, path: string, form?: ImageFieldForm];

/** Fields of the kinds of one API group; a field is an `image` where nothing else is said. */
function group(name: string, ...rows: readonly Row[]): readonly ImageField[] {
  return rows.map(([kind, path, form = 'image']) => ({ group: name, kind, path, form }));
}

const template = 'spec.template.spec';

/** Kubernetes' own workloads: https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/ */
const workloads: readonly ImageField[] = [
  ...group(
    '',
    ['Pod', 'spec', 'pod'],
    ['PodTemplate', 'template.spec', 'pod'],
    ['ReplicationController', template, 'pod'],
  ),
  ...group(
    'apps',
    ['DaemonSet', template, 'pod'],
    ['Deployment', template, 'pod'],
    ['ReplicaSet', template, 'pod'],
    ['StatefulSet', template, 'pod'],
  ),
  ...group('batch', ['CronJob', 'spec.jobTemplate.spec.template.spec', 'pod'], ['Job', template, 'pod']),
];

/** A workflow's templates, wherever they are. */
function argoTemplates(kind: string, path: string): readonly Row[] {
  return [
    [kind, `${path}.container.image`],
    [kind, `${path}.script.image`],
    [kind, `${path}.containerSet.containers`, 'containers'],
    [kind, `${path}.initContainers`, 'containers'],
    [kind, `${path}.sidecars`, 'containers'],
  ];
}

/** The steps of a Tekton task, wherever it is. */
function tektonTask(kind: string, path: string): readonly Row[] {
  return [
    [kind, `${path}.steps`, 'containers'],
    [kind, `${path}.sidecars`, 'containers'],
    [kind, `${path}.stepTemplate.image`],
  ];
}

/**
 * The places in which widely used operators take images, by the types of their CustomResourceDefinitions. What a kind is
 * not listed for is still found where it holds a list of containers.
 */
const operators: readonly ImageField[] = [
  ...group(
    'acid.zalan.do',
    ['postgresql', 'spec.dockerImage'],
    ['postgresql', 'spec.sidecars', 'containers'],
  ),
  ...group(
    'actions.github.com',
    ['AutoscalingRunnerSet', template, 'pod'],
    ['AutoscalingListener', 'spec.image'],
    ['EphemeralRunnerSet', 'spec.ephemeralRunnerSpec.spec', 'pod'],
  ),
  ...group(
    'apps.kruise.io',
    ['CloneSet', template, 'pod'],
    ['DaemonSet', template, 'pod'],
    ['ImagePullJob', 'spec.image'],
    ['SidecarSet', 'spec.containers', 'containers'],
    ['SidecarSet', 'spec.initContainers', 'containers'],
    ['StatefulSet', template, 'pod'],
  ),
  ...group(
    'argoproj.io',
    ['Rollout', template, 'pod'],
    ...argoTemplates('Workflow', 'spec.templates[]'),
    ...argoTemplates('WorkflowTemplate', 'spec.templates[]'),
    ...argoTemplates('ClusterWorkflowTemplate', 'spec.templates[]'),
    ...argoTemplates('CronWorkflow', 'spec.workflowSpec.templates[]'),
  ),
  ...group(
    'databases.spotahome.com',
    ['RedisFailover', 'spec.redis.image'],
    ['RedisFailover', 'spec.sentinel.image'],
    ['RedisFailover', 'spec.redis.exporter.image'],
    ['RedisFailover', 'spec.sentinel.exporter.image'],
  ),
  ...group(
    'elasticsearch.k8s.elastic.co',
    ['Elasticsearch', 'spec.image'],
    ['Elasticsearch', 'spec.nodeSets[].podTemplate.spec', 'pod'],
  ),
  ...group('flink.apache.org', ['FlinkDeployment', 'spec.image']),
  ...group(
    'gateway.envoyproxy.io',
    ['EnvoyProxy', 'spec.provider.kubernetes.envoyDeployment.container.image'],
    ['EnvoyProxy', 'spec.provider.kubernetes.envoyDaemonSet.container.image'],
  ),
  ...group('grafana.integreatly.org', ['Grafana', 'spec.deployment.spec.template.spec', 'pod']),
  ...group(
    'kafka.strimzi.io',
    ['Kafka', 'spec.kafka.image'],
    ['Kafka', 'spec.zookeeper.image'],
    ['Kafka', 'spec.entityOperator.topicOperator.image'],
    ['Kafka', 'spec.entityOperator.userOperator.image'],
    ['Kafka', 'spec.cruiseControl.image'],
    ['Kafka', 'spec.kafkaExporter.image'],
    ['KafkaBridge', 'spec.image'],
    ['KafkaConnect', 'spec.image'],
    ['KafkaMirrorMaker2', 'spec.image'],
  ),
  ...group('keda.sh', ['ScaledJob', 'spec.jobTargetRef.template.spec', 'pod']),
  ...group('kibana.k8s.elastic.co', ['Kibana', 'spec.image'], ['Kibana', 'spec.podTemplate.spec', 'pod']),
  ...group(
    'kubeflow.org',
    ['Notebook', template, 'pod'],
    ['PyTorchJob', 'spec.pytorchReplicaSpecs{}.template.spec', 'pod'],
  ),
  ...group(
    'kubevirt.io',
    ['VirtualMachine', 'spec.template.spec.volumes[].containerDisk.image'],
    ['VirtualMachineInstance', 'spec.volumes[].containerDisk.image'],
  ),
  ...group(
    'monitoring.coreos.com',
    ...['Alertmanager', 'Prometheus', 'PrometheusAgent', 'ThanosRuler'].flatMap((kind): readonly Row[] => [
      [kind, 'spec.image'],
      [kind, 'spec.containers', 'containers'],
      [kind, 'spec.initContainers', 'containers'],
    ]),
    ['Prometheus', 'spec.thanos.image'],
  ),
  ...group('mongodbcommunity.mongodb.com', [
    'MongoDBCommunity',
    'spec.statefulSet.spec.template.spec',
    'pod',
  ]),
  ...group(
    'opentelemetry.io',
    ['OpenTelemetryCollector', 'spec.image'],
    ['OpenTelemetryCollector', 'spec.initContainers', 'containers'],
    ['OpenTelemetryCollector', 'spec.additionalContainers', 'containers'],
    ...['apacheHttpd', 'dotnet', 'go', 'java', 'nginx', 'nodejs', 'python'].map((language): Row => [
      'Instrumentation',
      `spec.${language}.image`,
    ]),
  ),
  ...group(
    'pkg.crossplane.io',
    ['Configuration', 'spec.package'],
    ['DeploymentRuntimeConfig', 'spec.deploymentTemplate.spec.template.spec', 'pod'],
    ['Function', 'spec.package'],
    ['Provider', 'spec.package'],
  ),
  ...group(
    'postgresql.cnpg.io',
    ['Cluster', 'spec.imageName'],
    ['ClusterImageCatalog', 'spec.images[].image'],
    ['ImageCatalog', 'spec.images[].image'],
    ['Pooler', template, 'pod'],
  ),
  ...group(
    'psmdb.percona.com',
    ['PerconaServerMongoDB', 'spec.image'],
    ['PerconaServerMongoDB', 'spec.backup.image'],
  ),
  ...group('rabbitmq.com', ['RabbitmqCluster', 'spec.image']),
  ...group(
    'redis.redis.opstreelabs.in',
    ['Redis', 'spec.kubernetesConfig.image'],
    ['Redis', 'spec.redisExporter.image'],
    ['RedisCluster', 'spec.kubernetesConfig.image'],
    ['RedisCluster', 'spec.redisExporter.image'],
    ['RedisReplication', 'spec.kubernetesConfig.image'],
    ['RedisSentinel', 'spec.kubernetesConfig.image'],
  ),
  ...group(
    'serving.knative.dev',
    ['Configuration', template, 'pod'],
    ['Revision', 'spec', 'pod'],
    ['Service', template, 'pod'],
  ),
  ...group(
    'sparkoperator.k8s.io',
    ['SparkApplication', 'spec.image'],
    ['SparkApplication', 'spec.driver.image'],
    ['SparkApplication', 'spec.executor.image'],
    ['ScheduledSparkApplication', 'spec.template.image'],
    ['ScheduledSparkApplication', 'spec.template.driver.image'],
    ['ScheduledSparkApplication', 'spec.template.executor.image'],
  ),
  ...group(
    'tekton.dev',
    ...tektonTask('ClusterTask', 'spec'),
    ...tektonTask('Task', 'spec'),
    ...tektonTask('TaskRun', 'spec.taskSpec'),
    ...tektonTask('Pipeline', 'spec.tasks[].taskSpec'),
    ...tektonTask('Pipeline', 'spec.finally[].taskSpec'),
    ...tektonTask('PipelineRun', 'spec.pipelineSpec.tasks[].taskSpec'),
  ),
  ...group(
    'vault.banzaicloud.com',
    ['Vault', 'spec.image'],
    ['Vault', 'spec.bankVaultsImage'],
    ['Vault', 'spec.statsdImage'],
  ),
];

/** Every place that is known; `docs/images.md` shows them. */
export const knownImageFields: readonly ImageField[] = [...workloads, ...operators];

/**
 * API groups whose objects speak about other objects' containers and run none: a list of containers in them is a pattern
 * or a sample.
 */
export const describingGroups: readonly RegExp[] = [
  /^admissionregistration\.k8s\.io$/,
  /^apiextensions\.k8s\.io$/,
  /(^|\.)gatekeeper\.sh$/,
  /(^|\.)kyverno\.io$/,
];
