"""Writes the response of an accepted call. Headers are sent only with the first image, as by the live service."""

from collections.abc import AsyncGenerator
from contextlib import aclosing

from studio.provider.server.frames import Frame, chunks
from studio.provider.server.http_exchange import ClientDisconnected
from studio.sandbox import faults
from studio.sandbox.ledger import Call
from studio.sandbox.protocol.errors import InsteadError
from studio.sandbox.protocol.http_exchange import CutError, SandboxExchange
from studio.sandbox.responses import streamed, whole
from studio.sandbox.run import Run


async def write(exchange: SandboxExchange, run: Run, scripts: faults.Scripts) -> None:
    """Returns when the response ends or the client disconnects; the run continues."""
    await exchange.until_disconnect(_write(exchange, run, scripts))


async def _write(exchange: SandboxExchange, run: Run, scripts: faults.Scripts) -> None:
    request_id = ("x-request-id", run.call.id)
    try:
        await _stream(exchange, run, scripts)
    except InsteadError as instead:
        await exchange.reply(instead.reply, request_id)
    except CutError as cut:
        await exchange.cut(reset=cut.reset)
    except ClientDisconnected:
        return


async def _stream(exchange: SandboxExchange, run: Run, scripts: faults.Scripts) -> None:
    frames = faults.framed(
        scripts, streamed(run) if run.request.stream else whole(run), exchange.disconnected
    )
    async with aclosing(faults.wired(scripts, _pieces(frames, run.call))) as pieces:
        async for piece in pieces:
            if not exchange.started:
                await exchange.start(200, _headers(run))
            await exchange.write(piece)
    await exchange.finish()
    run.call.answered = not exchange.disconnected.is_set()


async def _pieces(frames: AsyncGenerator[Frame], call: Call) -> AsyncGenerator[bytes]:
    async for frame, piece, last in chunks(frames):
        yield piece
        if last and frame.event and not frame.half:
            call.events_sent += 1


def _headers(run: Run) -> list[tuple[str, str]]:
    content_type = "text/event-stream" if run.request.stream else "application/json"
    return [
        ("content-type", run.plan.content_type or content_type),
        ("cache-control", "no-cache"),
        ("x-request-id", run.call.id),
    ]
