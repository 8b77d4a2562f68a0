# SPDX-License-Identifier: GPL-3.0-or-later
"""An HL7 receiver of python3-hl7 that answers as the file `plan` says and writes down what it understood.

usage: hl7_receiver.py PORT FOLDER
"""
import asyncio
import json
import pathlib
import sys

import hl7
import hl7.mllp

PORT, FOLDER = int(sys.argv[1]), pathlib.Path(sys.argv[2])


def understood(message):
    """What a receiver that has never heard of Vigil makes of it."""
    plain = message.unescape
    return {
        "control": str(message.segment("MSH")[10]), "type": str(message.segment("MSH")[9]),
        "charset": str(message.segment("MSH")[18]), "patient": plain(str(message.segment("PID")[3][0][0])),
        "family": plain(str(message.segment("PID")[5][0][0])),
        "order": plain(str(message.segment("OBR")[3])), "status": str(message.segment("OBR")[25]),
        "observations": [{"code": str(obx[3][0][0]), "sub": str(obx[4]), "value": plain(str(obx[5])),
                          "flag": str(obx[8]), "status": str(obx[11])}
                         for obx in message.segments("OBX")],
        "segments": [str(segment[0]) for segment in message],
    }


async def serve(reader, writer):
    try:
        while not writer.is_closing():
            message = await reader.readmessage()
            with open(FOLDER / "received", "a", encoding="utf-8") as out:
                out.write(json.dumps(understood(message)) + "\n")
            plan = (FOLDER / "plan").read_text() if (FOLDER / "plan").exists() else "AA"
            if plan == "drop":
                writer.close()
                return
            if plan == "stall":
                await asyncio.sleep(3600)
            if plan == "other first":
                other = message.create_ack("AR")
                other.segment("MSA")[2] = "SOMETHING-ELSE"
                writer.writemessage(other)
            made = message.create_ack(plan[:2] if plan[:1] == "A" else "AA")
            if plan.endswith(" nameless"):
                made.segment("MSA")[2] = ""
                plan = plan[:2]
            ack = str(made)
            if len(plan) > 3 and plan[:1] == "A":
                ack += f"ERR|||{plan[3:]}^told about Kowalska|E\r"
            writer.writeblock(ack.encode("utf-8"))
            await writer.drain()
    except asyncio.IncompleteReadError:
        writer.close()


async def main():
    server = await hl7.mllp.start_hl7_server(serve, "127.0.0.1", PORT, encoding="utf-8")
    async with server:
        await server.serve_forever()


asyncio.run(main())
