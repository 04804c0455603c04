using System.Runtime.ExceptionServices;
using System.Threading.Channels;

namespace Parity.Runs;

/// <summary>Stages of a run that each have a thread and hand things on in order.</summary>
static class Stages
{
    /// <summary>Starts a stage; one that fails stops the others.</summary>
    public static Task Start(CancellationTokenSource stop, Action work, Action<Exception?> complete) => Task.Factory.StartNew(
        () =>
        {
            try
            {
                work();
                complete(null);
            }
            catch (Exception failure)
            {
                complete(failure);
                stop.Cancel();
                throw;
            }
        },
        CancellationToken.None,
        TaskCreationOptions.LongRunning,
        TaskScheduler.Default);

    /// <summary>Waits for all; the exception of the first that failed is the one that leaves this method.</summary>
    public static void WaitForFirstFailure(Task[] stages)
    {
        try
        {
            Task.WaitAll(stages);
        }
        catch (AggregateException failures)
        {
            Exception cause = failures.Flatten().InnerExceptions
                .FirstOrDefault(failure => failure is not (OperationCanceledException or ChannelClosedException))
                ?? failures.InnerExceptions[0];
            ExceptionDispatchInfo.Capture(cause).Throw();
        }
    }

    /// <summary>Hands something on, once there is room for it.</summary>
    public static void Hand<T>(ChannelWriter<T> writer, T item, CancellationToken stop)
    {
        if (!writer.TryWrite(item))
            writer.WriteAsync(item, stop).AsTask().GetAwaiter().GetResult();
    }

    /// <summary>Takes what comes next; false where nothing more does.</summary>
    public static bool Take<T>(ChannelReader<T> reader, CancellationToken stop, out T? item)
    {
        stop.ThrowIfCancellationRequested();
        while (!reader.TryRead(out item))
            if (!reader.WaitToReadAsync(stop).AsTask().GetAwaiter().GetResult())
                return false;
        return true;
    }
}

/// <summary>Limits how much is in the hands of all stages together, in bytes; one thing may always go in.</summary>
/// <param name="most">The limit.</param>
sealed class InFlight(long most) : IDisposable
{
    readonly AutoResetEvent left = new(false);
    readonly Lock count = new();
    long held;

    /// <summary>Waits for room. Called by one thread.</summary>
    /// <exception cref="OperationCanceledException">The wait was cancelled.</exception>
    public void Enter(long bytes, CancellationToken stop)
    {
        while (!TryEnter(bytes))
            if (WaitHandle.WaitAny([left, stop.WaitHandle]) == 1)
                throw new OperationCanceledException(stop);
    }

    /// <summary>Gives the room back.</summary>
    public void Leave(long bytes)
    {
        lock (count)
            held -= bytes;
        left.Set();
    }

    /// <inheritdoc/>
    public void Dispose() => left.Dispose();

    bool TryEnter(long bytes)
    {
        lock (count)
        {
            if (held > 0 && held + bytes > most)
                return false;
            held += bytes;
            return true;
        }
    }
}
