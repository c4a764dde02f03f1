# Makes MultiQC custom content of the summary.json of one or more runs, each named by its folder:
#   jq -n -f workflows/multiqc/summary.jq runA/summary.json runB/summary.json > virnucpro_mqc.json
{
  id: "virnucpro",
  section_name: "VirNucPro",
  description: "Sequences by their call.",
  plot_type: "bargraph",
  pconfig: { id: "virnucpro_calls", title: "VirNucPro: calls", ylab: "Sequences" },
  data: ([
    inputs
    | if .format != "virnucpro-summary" or .format_version != 1 then error("\(input_filename) is no summary.json of version 1") else . end
    | {
        key: (input_filename | split("/") | .[-2] // "run"),
        value: {
          Viral: .calls.viral.total,
          Ambiguous: .calls.ambiguous.total,
          "Non-viral": .calls.nonviral.total,
          "No call": .calls.uncalled
        }
      }
  ] | from_entries)
}
