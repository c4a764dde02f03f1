namespace VirNucPro.Pipeline.Checkpoints;

/// <summary>Something in a run's database is not what was written. Stays in this folder.</summary>
/// <param name="message">What, as a clause: "shard 3 does not match its checksum".</param>
internal sealed class DamagedDataException(string message) : Exception(message);
