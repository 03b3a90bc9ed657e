#!/usr/bin/env python3
"""Schedule and augmentation of a training run, written anew from their definitions: expected hashes for reference.rs.

Usage: runs.py FOLDER_OF_LLS_INT digits.csv        (needs numpy; lls_int.py gives the layers)
Two epochs of the first 1347 rows as 8x8, hidden 64,32, margin 128, revival 63, seed 1, in file order; prints one line a run.
"""
import sys
import types

import numpy as np

sys.path.insert(0,sys.argv[1])
import lls_int as L

def run(rates,shift):
    o=types.SimpleNamespace(weight_bits=12,weight_frac=9,rate=rates[0],margin=128,revival=63,basis='sqq')
    t=np.loadtxt(sys.argv[2],delimiter=',',skiprows=1,dtype=np.int64)
    X,Y=np.clip(t[:,:-1]*16,0,255),t[:,-1]
    rng=L.XorShift32(1); ls=[]
    o.classes=10
    ls=[L.Dense(n,m,f,rng,o) for n,m,f in ((64,64,8),(64,32,5))]
    moves=L.XorShift32(1^0x2545F491); t=0
    for rate in rates:
        for l in ls: l.K=l.frac_in-9+rate-1
        for x,y in zip(X[:1347],Y[:1347]):
            off=[(((moves.next()>>16)*(2*s+1))>>16)-s if s else 0 for s in shift]
            i=np.clip(np.arange(8)+off[0],0,7); j=np.clip(np.arange(8)+off[1],0,7)
            x=x.reshape(8,8)[np.ix_(i,j)].ravel()
            for l in ls: x=l.forward(x)
            for l in ls: l.update(int(y),t,o)
            t+=1
    hits=0
    for x,y in zip(X[1347:],Y[1347:]):
        z=0
        for l in ls: x=l.forward(x); z=z+l.z
        hits+=int(np.argmax(z)==y)
    print(rates,shift,f'{100*hits/450:.2f}',*[f'{l.digest():08x}' for l in ls],flush=True)
run((9,9),(0,0))
run((9,10),(0,0))
run((7,9),(1,1))
run((9,9),(0,2))
