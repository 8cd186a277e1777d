"""The write chain: staged, checked, compared, sent, verified, written down, and undone if so wanted.

A ``Change`` says what is wanted. ``Writes`` (``chain``), which a connection holds, makes a
``Review`` of it, which shows what would be sent, and sends that. Every request is in the
``Journal`` before it leaves. What the network swallows waits in the ``Outbox``; ``Bulk`` does many
at once; ``undo`` makes the change that takes another one back.
"""
