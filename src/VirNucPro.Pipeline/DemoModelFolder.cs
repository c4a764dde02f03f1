using VirNucPro.Models.Demo;
using VirNucPro.Pipeline.Outputs;

namespace VirNucPro.Pipeline;

/// <summary>Writes a folder of random models, with which the whole program runs and nothing it says has a meaning.</summary>
public static class DemoModelFolder
{
    /// <summary>Writes the folder.</summary>
    /// <param name="directory">Folder to make, in the layout of a models folder.</param>
    /// <param name="force">Write into a folder that is not empty.</param>
    /// <param name="realShapes">Give DNABERT-S its real size and ESM-2 that of its 8 M form; 0.4 GB.</param>
    /// <exception cref="RunFailedException">The folder is not empty (<see cref="FailureKind.Usage"/>) or can't be written (<see cref="FailureKind.InputOutput"/>).</exception>
    public static void Write(string directory, bool force, bool realShapes) => FailureMap.Guard(
        directory,
        () =>
        {
            OutputFolder.RefuseFilled(directory, force);
            DemoModels.Write(directory, realShapes);
            return directory;
        });
}
