"""Sketch of graphene.relay, graphene 3."""

from graphene import ClientIDMutation, Node
