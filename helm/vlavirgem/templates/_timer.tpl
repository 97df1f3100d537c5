{{- /*
A command that a clock starts. root: the chart's context; values: enabled, schedule and resources; name and component;
args; environment: more than every pod has, as YAML, optional. Each is safe to stop and to repeat.
*/}}
{{- define "vlavirgem.timer" -}}
apiVersion: batch/v1
kind: CronJob
metadata:
  name: {{ include "vlavirgem.name" .root }}-{{ .name }}
  labels:
    {{- include "vlavirgem.labels" .root | nindent 4 }}
spec:
  schedule: {{ .values.schedule | quote }}
  concurrencyPolicy: Forbid
  jobTemplate:
    spec:
      backoffLimit: 1
      template:
        metadata:
          labels:
            {{- include "vlavirgem.labels" .root | nindent 12 }}
            app.kubernetes.io/component: {{ .component }}
        spec:
          automountServiceAccountToken: false
          restartPolicy: OnFailure
          {{- with .root.Values.image.pullSecrets }}
          imagePullSecrets:
            {{- range . }}
            - name: {{ . }}
            {{- end }}
          {{- end }}
          securityContext:
            {{- include "vlavirgem.podSecurity" .root | nindent 12 }}
          containers:
            - name: {{ .name }}
              image: {{ include "vlavirgem.image" .root }}
              imagePullPolicy: {{ .root.Values.image.pullPolicy }}
              args: {{ toJson .args }}
              env:
                {{- include "vlavirgem.environment" .root | nindent 16 }}
                {{- with .environment }}
                {{- . | nindent 16 }}
                {{- end }}
              resources:
                {{- toYaml .values.resources | nindent 16 }}
              securityContext:
                {{- include "vlavirgem.containerSecurity" .root | nindent 16 }}
              volumeMounts:
                - name: scratch
                  mountPath: /tmp
                - name: home
                  mountPath: /data
          volumes:
            - name: scratch
              emptyDir: {}
            - name: home
              emptyDir: {}
{{- end }}

{{- define "vlavirgem.pruning" -}}
- name: VLAVIRGEM_CALLS_KEPT_DAYS
  value: {{ .Values.pruning.keepDays | quote }}
- name: VLAVIRGEM_DATABASE_OWNER_URL
  valueFrom:
    secretKeyRef:
      name: {{ .Values.database.existingSecret }}
      key: owner-url
{{- end }}
