{{- define "vlavirgem.name" -}}
{{- if contains "vlavirgem" .Release.Name }}{{ .Release.Name | trunc 50 | trimSuffix "-" }}{{ else }}{{ printf "%s-vlavirgem" .Release.Name | trunc 50 | trimSuffix "-" }}{{ end }}
{{- end }}

{{- define "vlavirgem.selector" -}}
app.kubernetes.io/name: vlavirgem
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{- define "vlavirgem.labels" -}}
{{ include "vlavirgem.selector" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version }}
{{- end }}

{{- define "vlavirgem.image" -}}
{{ .Values.image.repository }}:{{ .Values.image.tag | default .Chart.AppVersion }}
{{- end }}

{{- define "vlavirgem.podSecurity" -}}
runAsNonRoot: true
runAsUser: 10001
runAsGroup: 10001
fsGroup: 10001
seccompProfile:
  type: RuntimeDefault
{{- end }}

{{- define "vlavirgem.containerSecurity" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities:
  drop: [ALL]
{{- end }}

{{- define "vlavirgem.environment" -}}
- name: VLAVIRGEM_HOME
  value: /data
- name: VLAVIRGEM_BASE_DOMAIN
  value: {{ .Values.baseDomain | quote }}
- name: VLAVIRGEM_SCHEME
  value: https
- name: VLAVIRGEM_HOST
  value: 0.0.0.0
- name: VLAVIRGEM_PORT
  value: "8000"
- name: VLAVIRGEM_PUBLIC_PORT
  value: "443"
- name: VLAVIRGEM_PROXIES
  value: {{ ternary "1" "0" .Values.ingress.enabled | quote }}
- name: VLAVIRGEM_LANGUAGE
  value: {{ .Values.language | quote }}
- name: VLAVIRGEM_LOG_FORMAT
  value: json
- name: VLAVIRGEM_LOG_LEVEL
  value: {{ .Values.logLevel | quote }}
- name: VLAVIRGEM_WORKERS
  value: {{ .Values.web.workers | quote }}
- name: VLAVIRGEM_THREADS
  value: {{ .Values.web.threads | quote }}
- name: VLAVIRGEM_TRYOUT_CALLS_A_DAY
  value: {{ .Values.tryouts.callsADay | int64 | quote }}
- name: VLAVIRGEM_OUTGOING_HOSTS
  value: {{ join "," .Values.outgoing.hosts | quote }}
- name: VLAVIRGEM_OUTGOING_INSIDE_HOSTS
  value: {{ join "," .Values.outgoing.insideHosts | quote }}
- name: VLAVIRGEM_SECRET_KEY
  valueFrom:
    secretKeyRef:
      name: {{ .Values.secretKey.existingSecret }}
      key: secret-key
- name: DATABASE_URL
  valueFrom:
    secretKeyRef:
      name: {{ .Values.database.existingSecret }}
      key: gate-url
{{- end }}
