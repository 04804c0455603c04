using System.Buffers.Binary;
using Parity.Tensors;

namespace Parity.Workers;

/// <summary>What goes over a worker's streams: a length (4 bytes, little-endian) and so many bytes.</summary>
static class Frames
{
    /// <summary>What a worker says of itself in its first frame, so that no other program is taken for one.</summary>
    public const string Protocol = "parity-worker/1";

    /// <summary>Sends bytes.</summary>
    public static void Write(Stream stream, ReadOnlySpan<byte> payload)
    {
        Span<byte> length = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(length, payload.Length);
        stream.Write(length);
        stream.Write(payload);
        stream.Flush();
    }

    /// <summary>Receives a safetensors file.</summary>
    /// <param name="stream">Where from.</param>
    /// <param name="buffer">Memory for it, made larger where needed.</param>
    /// <exception cref="EndOfStreamException">The other side has closed.</exception>
    /// <exception cref="InvalidDataException">It is no safetensors file.</exception>
    public static SafetensorsContent Read(Stream stream, ref byte[] buffer)
    {
        Span<byte> prefix = stackalloc byte[sizeof(int)];
        stream.ReadExactly(prefix);
        int length = BinaryPrimitives.ReadInt32LittleEndian(prefix);
        if (length < 0)
            throw new InvalidDataException($"a frame of {(uint)length} bytes was announced");
        if (buffer.Length < length)
            buffer = new byte[length];
        stream.ReadExactly(buffer.AsSpan(0, length));
        return SafetensorsReader.Read(buffer.AsMemory(0, length), "the frame");
    }

    /// <summary>The worker's side: says what it is, then answers frame after frame until the other side closes.</summary>
    public static void Serve(Stream requests, Stream answers, Func<SafetensorsContent, SafetensorsContent> answer)
    {
        var hello = new SafetensorsContent(
            new Dictionary<string, string>(StringComparer.Ordinal) { ["protocol"] = Protocol }, new Dictionary<string, DenseTensor>());
        byte[] incoming = [];
        try
        {
            Write(answers, SafetensorsWriter.ToBytes(hello));
            while (true)
                Write(answers, SafetensorsWriter.ToBytes(answer(Read(requests, ref incoming))));
        }
        catch (IOException)
        {
            // The other side is done, or gone.
        }
    }
}
