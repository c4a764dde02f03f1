# The verbs of build.sh for PowerShell: build, test, demo, bindings, publish, clean.
# Unproven: no machine that this was written on had PowerShell. It needs bash; on Windows, WSL.
& bash "$PSScriptRoot/build.sh" @args
exit $LASTEXITCODE
