/** Content by path. */
export type Files = Record<string, string>;

/** What each team runs, a chart each. */
export const charts = ['web', 'worker', 'store'] as const;

/** Charts that lie in the repository itself: four objects each. */
export function chartFiles(): Files {
  const files: Files = {};
  for (const chart of charts) {
    const at = `charts/${chart}`;
    files[`${at}/Chart.yaml`] = `apiVersion: v2\nname: ${chart}\nversion: 1.0.0\n`;
    files[`${at}/values.yaml`] =
      `image: registry.example.com/platform/${chart}:1.0.0\nreplicas: 2\nuser: 1000\nlabels: {}\nsettings: {}\n`;
    files[`${at}/templates/_helpers.tpl`] =
      `{{- define "labels" -}}\napp.kubernetes.io/name: ${chart}\napp.kubernetes.io/instance: {{ .Release.Name }}\n{{- with .Values.labels }}\n{{ toYaml . }}\n{{- end }}\n{{- end }}\n`;
    files[`${at}/templates/workload.yaml`] = workload(chart === 'store' ? 'StatefulSet' : 'Deployment');
    files[`${at}/templates/service.yaml`] =
      `apiVersion: v1\nkind: Service\nmetadata:\n  name: {{ .Release.Name }}\n  labels:\n    {{- include "labels" . | nindent 4 }}\nspec:\n  selector:\n    app.kubernetes.io/instance: {{ .Release.Name }}\n  ports:\n    - port: 80\n      targetPort: http\n`;
    files[`${at}/templates/settings.yaml`] =
      `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: {{ .Release.Name }}\n  labels:\n    {{- include "labels" . | nindent 4 }}\ndata:\n  {{- range $name, $value := .Values.settings }}\n  {{ $name }}: {{ $value | quote }}\n  {{- end }}\n`;
    files[`${at}/templates/account.yaml`] =
      `apiVersion: v1\nkind: ServiceAccount\nmetadata:\n  name: {{ .Release.Name }}\nautomountServiceAccountToken: false\n`;
  }
  return files;
}

function workload(kind: string): string {
  return `apiVersion: apps/v1
kind: ${kind}
metadata:
  name: {{ .Release.Name }}
  labels:
    {{- include "labels" . | nindent 4 }}
spec:
  replicas: {{ .Values.replicas }}
  ${kind === 'StatefulSet' ? 'serviceName: {{ .Release.Name }}\n  ' : ''}selector:
    matchLabels:
      app.kubernetes.io/instance: {{ .Release.Name }}
  template:
    metadata:
      labels:
        {{- include "labels" . | nindent 8 }}
    spec:
      serviceAccountName: {{ .Release.Name }}
      securityContext:
        runAsNonRoot: {{ ne (int .Values.user) 0 }}
        runAsUser: {{ .Values.user }}
        seccompProfile:
          type: RuntimeDefault
      containers:
        - name: main
          image: {{ .Values.image }}
          ports:
            - name: http
              containerPort: 8080
          securityContext:
            allowPrivilegeEscalation: {{ eq (int .Values.user) 0 }}
            capabilities:
              drop: [ALL]
          resources:
            requests: {cpu: 50m, memory: 64Mi}
            limits: {memory: 128Mi}
`;
}
