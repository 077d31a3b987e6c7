"""The command that opens the database in a browser: serve."""

import webbrowser
from typing import Annotated, Literal

import typer

from pipeline.cli.app import Output, Verbose, command, complain, settings_of
from pipeline.errors import MissingRequirement
from pipeline.messages import say


@command
def serve(
    output: Output = None,
    host: Annotated[
        str, typer.Option(help="Address to listen at; 0.0.0.0: other machines, too.")
    ] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="0: any that is free.")] = 8001,
    open: Annotated[bool, typer.Option("--open", help="Open the browser.")] = False,
    url: Annotated[
        str | None,
        typer.Option(metavar="URL", help="How people reach it through a reverse proxy."),
    ] = None,
    user_header: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="Header in which the proxy names the user."),
    ] = None,
    verbose: Verbose = False,
    lang: Annotated[
        Literal["en", "vi"], typer.Option(help="Language of the pages and of messages.")
    ] = "vi",
) -> int:
    """Browse, search and review the database in the web browser, until Ctrl-C.

    Only this machine can see it, unless --host says otherwise. To look needs nothing; to add
    documents and to correct needs the address with the token that is printed.

    Example: `kehoach serve --output out --open`
    """
    import os

    try:
        from pipeline.web import Address
        from pipeline.web import serve as serve_site
    except ModuleNotFoundError as fault:
        raise MissingRequirement("web.no-library", library=fault.name) from fault
    os.environ["KEHOACH_LANG"] = lang

    def tell(address: Address) -> None:
        complain(say("web.serving", url=address.url))
        complain(say("web.token", url=address.login))
        if address.is_open:
            complain(say("web.is-open"))
        if open:
            webbrowser.open(address.login)

    serve_site(
        settings_of(output=output),
        host=host,
        port=port,
        language=lang,
        public_url=url,
        user_header=user_header,
        tell=tell,
    )
    return 0
